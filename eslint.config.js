import js from "@eslint/js";
import globals from "globals";

// player/modules.py joins the modules into one text and reads definitions line by line.
const oneName = { selector: ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[declarations.length>1]", message: "Outside a function, define one name in a statement." };
const oneExport = { selector: "ExportAllDeclaration, ExportSpecifier, ImportDefaultSpecifier, ImportNamespaceSpecifier", message: "Write `export` before the definition, and import by name." };

export default [
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["cnnviz/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: { "no-restricted-syntax": ["error", oneName, oneExport], "prefer-const": "error", eqeqeq: "error", "no-var": "error" },
  },
  { files: ["tests/js/**/*.mjs", "eslint.config.js"], languageOptions: { globals: globals.node } },
];
