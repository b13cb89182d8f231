// What the people of the platform do on its pages.

import assert from "node:assert/strict";

import { letter, PASSWORD } from "./platform.mjs";
import { solve } from "./puzzle.mjs";

/** Presses a button and waits for the page that follows. */
export async function press(page, name) {
  const button = page.getByRole("button", { name, exact: typeof name === "string" }).first();
  await Promise.all([page.waitForEvent("load"), button.click()]);
}

/** The page says this. */
export async function says(page, text) {
  const found = await page.locator("body").innerText();
  assert.ok(text instanceof RegExp ? text.test(found) : found.includes(text), `no ${text} on ${page.url()}:\n${found}`);
}

/** Signs up with the slider, activates by the mail's link, signs in. */
export async function signUp(page, url, email) {
  for (let tries = 0; tries < 3; tries += 1) {
    await page.goto("/signup");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await solve(page);
    await press(page, "Send the activation mail");
    if (!page.url().endsWith("/signup")) break;
  }
  const [link] = /http\S+\/activate\/\S+/.exec(await letter(url, email));
  await page.goto(link);
  await press(page, "Activate the account");
  await signIn(page, email);
}

/** Signs in. */
export async function signIn(page, email) {
  await page.goto("/signin");
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("main form").first().getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((u) => !u.pathname.startsWith("/signin"));
}

/** Binds a phone: the computer shows the QR code, the phone opens what is in it. */
export async function bindPhone(page, phone, url, number) {
  await page.goto("/bind");
  await press(page, "Make the QR code");
  const address = (await page.getByText(/^http\S+$/).first().innerText()).trim();
  await phone.goto(address);
  await phone.locator("#phone").fill(number);
  await press(phone, "Send me a code");
  const [code] = /\d{6}/.exec(await letter(url, number));
  await phone.locator("#code").fill(code);
  await press(phone, "Bind the phone");
  await says(phone, "Bound");
}

/** A reviewer takes the next case and passes it. */
export async function passNext(page, kind) {
  await page.goto(`/desk?kind=${kind}`);
  await press(page, /Take the next one/);
  const pass = page.locator("#decide button[value=pass]");
  await Promise.all([page.waitForEvent("load"), pass.click()]);
  await says(page, /[Pp]assed/);
}
