// The recommended rules, with the names that a mini program finds in its global scope.
import js from "@eslint/js";

const names = [
  "App", "Page", "Component", "Behavior", "getApp", "getCurrentPages", "wx", "require", "requirePlugin", "module",
  "exports", "console", "setTimeout", "clearTimeout", "setInterval", "clearInterval",
];

export default [
  {
    ...js.configs.recommended,
    files: ["**/*.js"],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: "module",
      globals: Object.fromEntries(names.map((name) => [name, "readonly"])),
    },
  },
];
