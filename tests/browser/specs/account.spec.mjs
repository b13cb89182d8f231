// From nobody to an app, in a real Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browser, person } from "../lib/browser.mjs";
import { bindPhone, press, says, signUp } from "../lib/people.mjs";
import { platform } from "../lib/platform.mjs";

let chromium;
let server;

before(async () => {
  chromium = await browser();
  server = await platform();
});

after(async () => {
  await chromium?.close();
  await server?.stop();
});

test("an applicant registers by keyboard, binds a phone and makes an app", async () => {
  const { page, complaints } = await person(chromium, server.url);
  await signUp(page, server.url, "owner@qinghuai.example");
  const phone = await person(chromium, server.url, { width: 390, height: 844 });
  await bindPhone(page, phone.page, server.url, "13800138000");
  await page.waitForFunction(() => document.body.innerText.includes("The phone is bound"));
  await page.goto("/apps/new");
  await page.getByLabel("Working title").fill("青槐挂号");
  await page.getByLabel("Industry").selectOption("tools");
  await press(page, "Make it");
  await says(page, "青槐挂号");
  assert.equal(await page.locator("ol.track > li").count(), 8);
  assert.deepEqual([...complaints, ...phone.complaints], []);
});

test("a wrong place of the piece is refused and the rest of the form is kept", async () => {
  const { page } = await person(chromium, server.url);
  await page.goto("/signup");
  await page.getByLabel("E-mail").fill("second@qinghuai.example");
  await page.getByLabel("Password", { exact: true }).fill("Demo-Gate-8!");
  await page.locator("#number").fill("1");
  await press(page, "Send the activation mail");
  assert.equal(await page.locator("#f-puzzle.is-fail").count(), 1);
  assert.equal(await page.locator("#email").inputValue(), "second@qinghuai.example");
});
