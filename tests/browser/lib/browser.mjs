// A real Chromium.

import { chromium } from "playwright-core";

/** Starts one; it reaches nothing but the platform. */
export async function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A fresh person: no cookies, one language. Any complaint of the page or a foreign request fails the test. */
export async function person(chromium, url, { locale = "en", width = 1280, height = 900 } = {}) {
  const context = await chromium.newContext({ baseURL: url, locale, viewport: { width, height } });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (4\d\d)/.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    const target = request.url();
    if (!target.startsWith(url) && !target.startsWith("data:")) complaints.push(`foreign request ${target}`);
  });
  return { page, context, complaints };
}
