import js from "@eslint/js";
import globals from "globals";

// player/modules.py joins the modules into one text and reads definitions line by line.
const oneName = { selector: ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[declarations.length>1]", message: "Outside a function, define one name in a statement." };
const oneExport = { selector: "ExportAllDeclaration, ExportSpecifier, ImportDefaultSpecifier, ImportNamespaceSpecifier", message: "Write `export` before the definition, and import by name." };

// Sentences and labels are worded in words.py. What throws speaks to developers, and keys have names of their own.
const KEYS = "Arrow\\w+|Home|End|Enter|Escape|Tab|Page\\w+|Infinity";
const WORDS = "[A-Za-z]{2,} [A-Za-z]{2,}";
const message = "Words for people belong in words.py.";
const elsewhere = ":not(ThrowStatement *):not(ImportDeclaration *)";
const words = [
  { selector: `Literal[value=/^(?![.#[])[^]*${WORDS}/]${elsewhere}`, message },
  { selector: `Literal[value=/^(?!(${KEYS})$)[A-Z][a-z]{2,}$/]${elsewhere}`, message },
  { selector: `TemplateElement[value.raw=/(^|>)[^<.#[]*${WORDS}/]${elsewhere}`, message },
];

export default [
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["cnnviz/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: { "no-restricted-syntax": ["error", oneName, oneExport, ...words], "prefer-const": "error", eqeqeq: "error", "no-var": "error" },
  },
  { files: ["tests/js/**/*.mjs", "eslint.config.js"], languageOptions: { globals: globals.node } },
];
