// A `tongguan serve --demo` of our own.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const binary = process.env.TONGGUAN_BIN ?? path.join(root, "target/debug/tongguan");

export const PASSWORD = "Demo-Gate-8!";

/** Starts the platform; resolves when it is ready. */
export async function platform() {
  const data = await mkdtemp(path.join(tmpdir(), "tongguan-browser-"));
  const child = spawn(binary, ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", data], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let greeting = "";
  const url = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`serve ended with ${code}: ${greeting}`)));
    child.stdout.on("data", (chunk) => {
      greeting += chunk;
      const found = /console\s+(http\S+)\//.exec(greeting);
      if (found && greeting.includes("\nready")) resolve(found[1]);
    });
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  return { url, stop };
}

/** A bearer session of the API. */
export async function session(url, email, password = PASSWORD) {
  const { token } = await api(url, null, "POST", "/api/v1/sessions", { email, password });
  return token;
}

/** One call of the API; fails unless it succeeds. */
export async function api(url, token, method, place, body) {
  const raw = body instanceof Uint8Array;
  const response = await fetch(url + place, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "content-type": raw ? "application/octet-stream" : "application/json" }),
    },
    body: body === undefined ? undefined : raw ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${place}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** The newest text to an address or number, as the operator reads it. */
export async function letter(url, to) {
  const token = await session(url, "operator@tongguan.example");
  const [newest] = await api(url, token, "GET", `/api/v1/ops/outbox?to=${encodeURIComponent(to)}&limit=1`);
  return (await api(url, token, "GET", `/api/v1/ops/outbox/${newest.id}`)).body;
}
