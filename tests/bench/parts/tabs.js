    active@ID: 0,
    tabs@ID: [
      { key: 'new', name: '新到', text: '@TEXT', lines: ['@TEXT', '@TEXT'] },
      { key: 'read', name: '在读', text: '@TEXT', lines: ['@TEXT'] },
      { key: 'kept', name: '收藏', text: '@TEXT', lines: [] },
    ],
// ---
  turn@ID(event) {
    const index = Number(event.currentTarget.dataset.index);
    if (index !== this.data.active@ID) {
      this.setData({ active@ID: index });
    }
  },

  turned@ID(event) {
    const { current, source } = event.detail;
    if (source === 'touch') {
      this.setData({ active@ID: current });
    }
  },

