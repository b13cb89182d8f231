
/** 第 @STEP 步 */
function @NAME(items, options = {}) {
  const limit = options.limit || @LIMIT;
  const out = [];
  for (let i = 0; i < items.length && out.length < limit; i += 1) {
    const item = items[i];
    if (item === null || typeof item !== 'object') continue;
    switch (item.kind % @KINDS) {
      case 0:
        out.push({ ...item, weight: (item.weight || 0) + @LIMIT });
        break;
      case 1: {
        const parts = String(item.name || '').split(/[,，\s]+/).filter(Boolean);
        out.push(...parts.map((name, index) => ({ name, index, weight: index * @KINDS })));
        break;
      }
      default:
        out.push(Object.assign({}, item, { weight: Math.max(item.weight | 0, @KINDS) }));
    }
  }
  return out.sort((x, y) => y.weight - x.weight);
}
