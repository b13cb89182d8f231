// Every rule of the plugin that finds defects; those of style alone are off, as in most projects.
import wxmlParser from "@wxml/parser";
import wxml from "eslint-plugin-wxml";

const rules = [
  "no-const-and-let-in-wxs",
  "no-duplicate-attributes",
  "no-dynamic-wx-key",
  "no-inconsistent-tagname",
  "no-unexpected-string-bool",
  "no-vue-directive",
  "no-wx-for-with-wx-else",
  "no-wx-if-string",
  "report-interpolation-error",
  "report-wxml-syntax-error",
  "report-wxs-syntax-error",
  "wx-key",
  "wxs-module-prop",
  "wxs-must-be-top-level",
];

export default [
  {
    files: ["**/*.wxml"],
    plugins: { wxml },
    languageOptions: { parser: wxmlParser },
    rules: Object.fromEntries(rules.map((rule) => [`wxml/${rule}`, "error"])),
  },
];
