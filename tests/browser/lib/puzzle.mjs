// Solves the slider puzzle as a person does: by looking at the picture.

/** Where the piece belongs: the place at which its brightness and the picture's correlate best. Runs in the page. */
async function look() {
  const svg = document.querySelector("[data-puzzle] svg");
  const [whole, piece] = [svg.querySelector("image:not([data-piece])"), svg.querySelector("[data-piece]")];
  const pixels = async (image) => {
    const element = new Image();
    element.src = image.getAttribute("href");
    await element.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [element.naturalWidth, element.naturalHeight];
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    brush.drawImage(element, 0, 0);
    return brush.getImageData(0, 0, canvas.width, canvas.height);
  };
  const [picture, part] = [await pixels(whole), await pixels(piece)];
  const y = Number(piece.getAttribute("y"));
  const light = (image, at) => 0.299 * image.data[at] + 0.587 * image.data[at + 1] + 0.114 * image.data[at + 2];
  const opaque = (px, py) => part.data[(py * part.width + px) * 4 + 3] > 200;
  const inner = [];
  for (let py = 4; py < part.height - 4; py += 1) {
    for (let px = 4; px < part.width - 4; px += 1) {
      const rim = [-4, 0, 4].some((dy) => [-4, 0, 4].some((dx) => !opaque(px + dx, py + dy)));
      if (!rim) inner.push([px, py, light(part, (py * part.width + px) * 4)]);
    }
  }
  let best = [-2, 0];
  for (let x = 0; x <= picture.width - part.width; x += 1) {
    let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
    for (const [px, py, u] of inner) {
      const v = light(picture, ((y + py) * picture.width + x + px) * 4);
      a += u;
      b += v;
      aa += u * u;
      bb += v * v;
      ab += u * v;
    }
    const n = inner.length;
    const fit = (ab - (a * b) / n) / Math.sqrt((aa - (a * a) / n) * (bb - (b * b) / n));
    if (fit > best[0]) best = [fit, x];
  }
  return best[1];
}

/** Moves the slider there by keyboard alone. */
export async function solve(page) {
  const target = await page.evaluate(look);
  const slider = page.locator("input[type=range]");
  await slider.focus();
  await page.keyboard.press("Home");
  const at = async () => Number(await slider.inputValue());
  const step = async (key, while_) => {
    for (let n = 0; n < 400 && while_(await at()); n += 1) await page.keyboard.press(key);
  };
  await step("PageDown", (x) => x + 30 <= target);
  await step("ArrowRight", (x) => x < target);
  await step("ArrowLeft", (x) => x > target);
  return target;
}
