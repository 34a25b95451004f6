import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { htmlReport } from "../../../review/render/html";
import { fullReport } from "./reports";

// what runs in the page; its types would be everywhere else too
// biome-ignore lint/suspicious/noExplicitAny: the browser's own objects
type InPage = any;
declare const document: InPage;
declare const getComputedStyle: InPage;

const executable = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim())
  .find((path) => path !== "");

if (executable === undefined) {
  test("the page in a browser: not tested here without Chromium", () => {
    process.stderr.write("the page of a review: not tested here, since a test needs Chromium\n");
    expect(executable).toBeUndefined();
  });
} else {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-page-"));
    const file = join(folder, "review.html");
    writeFileSync(file, htmlReport(fullReport));
    // a container's user may not have a sandbox, and this page is ours
    browser = await puppeteer.launch({ executablePath: executable, args: ["--no-sandbox"] });
    page = await browser.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  const shown = () => page.$eval("#shown", (element) => element.textContent);
  const open = () => page.$$eval("details", (all) => all.filter((one) => one.open).length);

  test("opens and closes sections, one by one and all at once", async () => {
    const all = (await page.$$("details")).length;
    expect(await open()).toBe(0);
    await page.click("details[data-kind=replace] > summary");
    expect(await open()).toBe(1);
    await page.click("#open");
    expect(await open()).toBe(all);
    await page.click("#close");
    expect(await open()).toBe(0);
  });

  test("shows what a search and the boxes leave, and says how much that is", async () => {
    const all = (await page.$$("[data-kind]")).length;
    expect(await shown()).toBe(`${all} of ${all} shown`);
    await page.type("#search", "traefik");
    expect(await shown()).toBe(`2 of ${all} shown`);
    await page.click("[data-filter=replace]");
    expect(await shown()).toBe(`1 of ${all} shown`);
    // headings of what is gone go too
    expect(
      await page.$$eval("[data-part] > h3", (titles) =>
        titles.filter((it) => it.checkVisibility()).map((it) => it.textContent),
      ),
    ).toEqual(["Terraform"]);
    await page.$eval("#search", (element) => {
      (element as InPage).value = "";
      element.dispatchEvent(new Event("input"));
    });
    await page.click("[data-filter=replace]");
    expect(await shown()).toBe(`${all} of ${all} shown`);
  });

  test.each([
    ["a phone", 360],
    ["a desk", 1280],
  ])("fits the width of %s", async (_, width) => {
    await page.setViewport({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  test.each(["light", "dark"])("has text that stands out, when it is %s", async (scheme) => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const weak = await page.evaluate(weakTexts);
    expect(weak).toEqual([]);
  });

  test("gives everything that is pressed a name, and pictures a description", async () => {
    const names = await page.$$eval("button, input, svg", (all) =>
      all.map(
        (element) =>
          element.getAttribute("aria-label") ??
          element.getAttribute("aria-labelledby") ??
          (element.closest("label") ?? element).textContent?.trim() ??
          "",
      ),
    );
    expect(names.length).toBeGreaterThan(8);
    expect(names).not.toContain("");
  });

  test("prints on paper", async () => {
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });

  test("asks for nothing but itself, and complains of nothing", () => {
    expect(requests.filter((url) => !url.endsWith("/review.html"))).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

/** Texts whose contrast with what is behind them is less than 4.5 to 1 (WCAG 2.2, 1.4.3). Runs in the page. */
function weakTexts(): string[] {
  const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string): number => {
    const [r = 0, g = 0, b = 0] = channels(color)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: InPage): string => {
    if (element === null) return "rgb(255,255,255)";
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 ? behind(element.parentElement) : color;
  };
  return [...document.querySelectorAll("h1, h2, h3, p, summary, span, code, td, th, label, button, a")]
    .filter((element: InPage) => element.checkVisibility() && (element.textContent ?? "").trim() !== "")
    .flatMap((element: InPage) => {
      const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return contrast < 4.5 ? [`${element.textContent?.slice(0, 40)}: ${contrast.toFixed(2)}`] : [];
    });
}
