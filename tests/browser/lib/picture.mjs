// Pictures to upload: stripes like print and a red seal, as PNG. Nobody's papers.

import { deflateSync } from "node:zlib";
import { crc32 } from "./zip.mjs";

function chunk(name, body) {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const rest = Buffer.concat([Buffer.from(name), body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(rest));
  return Buffer.concat([head, rest, sum]);
}

/** A picture; its bytes differ by `seed`. */
export function picture(width, height, seed = 1) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  const [cx, cy, r] = [width * 0.75, height * 0.75, height / 6];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const ring = (x - cx) ** 2 + (y - cy) ** 2;
      const seal = ring < r * r && ring > r * r * 0.7;
      const ink = y % 12 < 2 && (Math.floor(x / 7) + seed) % 3 !== 0;
      const colour = seal ? [200, 24, 30] : ink ? [30, 30, 34] : [248, 246, 240];
      rows.set(colour, y * (1 + width * 3) + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const body = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), ...body]);
}

/** A file as a form takes it. */
export function file(name, buffer, mimeType = "image/png") {
  return { name, mimeType, buffer };
}
