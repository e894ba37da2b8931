import type { ErrorCode } from "#shared/errors/app-error.ts";

/** What a person can do about a failure. The screen that shows it decides how; see `ErrorNotice`. */
export type ErrorAction =
  | "retry"
  | "fix-key"
  | "add-credit"
  | "choose-model"
  | "choose-local"
  | "shorten"
  | "open-providers"
  | "open-file"
  | "open-settings"
  | "choose-port"
  | "reload";

/**
 * Which actions answer a failure, best first: the first one that the place can offer is shown.
 * Exhaustive on purpose: a new code does not compile until someone has thought about its reader.
 */
export const errorActions: Readonly<Record<ErrorCode, readonly ErrorAction[]>> =
  {
    "invalid-request": [],
    "unsupported-parameter": ["open-settings", "choose-model"],
    "not-found": [],
    conflict: ["retry"],
    "key-rejected": ["fix-key", "open-providers", "retry"],
    "out-of-credit": ["add-credit", "choose-local", "choose-model"],
    forbidden: ["choose-model", "open-providers"],
    "model-not-found": ["choose-model"],
    "context-too-long": ["shorten", "choose-model"],
    "content-filtered": ["choose-model"],
    "rate-limited": ["retry", "choose-model"],
    overloaded: ["retry", "choose-model"],
    "upstream-failed": ["retry", "choose-model"],
    "upstream-invalid": ["open-providers", "choose-model"],
    "upstream-timeout": ["retry", "choose-model"],
    "upstream-unreachable": ["retry", "choose-local", "open-providers"],
    "stream-interrupted": ["retry"],
    denied: ["choose-model", "open-providers"],
    "private-chat": ["choose-model"],
    "over-budget": ["choose-local", "open-settings", "choose-model"],
    "no-target": ["choose-model", "open-providers"],
    "queue-timeout": ["retry"],
    aborted: ["retry"],
    interrupted: ["retry"],
    "file-not-found": ["open-file"],
    "file-invalid": ["open-file"],
    "file-unreadable": ["open-file"],
    "local-load-failed": ["retry", "choose-model"],
    "local-out-of-memory": ["open-settings", "choose-model"],
    "local-crashed": ["retry"],
    "config-invalid": [],
    "store-locked": ["retry"],
    "store-corrupt": [],
    "store-full": ["retry"],
    "store-unwritable": ["retry"],
    "store-newer": [],
    "secret-missing": ["fix-key", "open-providers"],
    "secret-store-unreachable": ["retry"],
    "data-dir-owned": [],
    "port-in-use": ["choose-port", "retry"],
    "version-mismatch": ["reload"],
    internal: ["retry", "reload"],
  };

/**
 * One sentence per code, `errors.<code>`. A sentence may name `{instance}`, `{model}`, `{path}`,
 * `{parameter}` and `{seconds}`; each has a word to fall back on (see `format/error.ts`).
 */
export const errorMessages = {
  "errors.invalid-request": "{instance} could not read this request.",
  "errors.unsupported-parameter":
    "{model} does not take the parameter {parameter}.",
  "errors.not-found": "This is no longer there.",
  "errors.conflict": "This changed somewhere else in the meantime.",
  "errors.key-rejected": "{instance} rejected the key.",
  "errors.out-of-credit": "The account at {instance} is out of credit.",
  "errors.forbidden": "{instance} does not allow this for your account.",
  "errors.model-not-found": "{instance} no longer offers {model}.",
  "errors.context-too-long":
    "This chat is longer than {model} can read at once.",
  "errors.content-filtered": "{instance} held this back as unsafe.",
  "errors.rate-limited":
    "{instance} asks to slow down{seconds, plural, =0 {.} other { for #\u00a0s.}}",
  "errors.overloaded": "{instance} is overloaded at the moment.",
  "errors.upstream-failed": "{instance} failed on its side.",
  "errors.upstream-invalid":
    "What {instance} answered is not what a model server answers.",
  "errors.upstream-timeout": "{instance} took too long to answer.",
  "errors.upstream-unreachable": "{instance} cannot be reached.",
  "errors.stream-interrupted":
    "The connection to {instance} broke off; what came so far is kept.",
  "errors.denied": "A rule of yours does not allow {model}.",
  "errors.private-chat":
    "This chat is private, and {model} is not on this computer.",
  "errors.over-budget":
    "{stopped, select, yes {Stopped: this reply reached what your budget has left.} other {This could cost more than your budget has left.}}",
  "errors.no-target": "No provider that is on can answer for {model}.",
  "errors.queue-timeout": "Too many requests are waiting for {instance}.",
  "errors.aborted": "Stopped.",
  "errors.interrupted":
    "The program ended while this was being written; what came so far is kept.",
  "errors.file-not-found": "There is no file at {path}.",
  "errors.file-invalid": "{path} is not a complete GGUF model.",
  "errors.file-unreadable": "{path} cannot be read as a file.",
  "errors.local-load-failed": "{model} could not be loaded.",
  "errors.local-out-of-memory":
    "{model} needs more memory than this computer has free.",
  "errors.local-crashed":
    "The process that runs {model} ended unexpectedly; it starts again with the next message.",
  "errors.config-invalid": "The configuration file has a mistake.",
  "errors.store-locked": "Your data is in use by another program.",
  "errors.store-corrupt": "The data file is damaged; it was left untouched.",
  "errors.store-full": "The disk is full; nothing more can be saved.",
  "errors.store-unwritable": "The data folder cannot be written to.",
  "errors.store-newer": "Your data was written by a newer ModelDocker.",
  "errors.secret-missing": "The key of {instance} is missing.",
  "errors.secret-store-unreachable":
    "The system's keyring does not answer, so keys cannot be read.",
  "errors.data-dir-owned": "Another ModelDocker is using this data.",
  "errors.port-in-use": "The gateway's port is taken by another program.",
  "errors.version-mismatch":
    "This window and the running ModelDocker are of different versions.",
  "errors.internal": "Something went wrong inside ModelDocker.",

  "errors.words.instance": "The provider",
  "errors.words.model": "this model",
  "errors.words.path": "that path",
  "errors.words.parameter": "asked for",

  "errors.action.retry": "Try again",
  "errors.action.retryIn": "Try again in {seconds} s",
  "errors.action.fix-key": "Replace the key",
  "errors.action.add-credit": "Add credit",
  "errors.action.choose-model": "Choose another model",
  "errors.action.choose-local": "Use a local or free model",
  "errors.action.shorten": "Start a new chat",
  "errors.action.open-providers": "Open Providers",
  "errors.action.open-file": "Choose another file",
  "errors.action.open-settings": "Open Settings",
  "errors.action.choose-port": "Choose another port",
  "errors.action.reload": "Reload the window",

  "errors.details": "Details",
  "errors.copyDiagnostics": "Copy diagnostics",
  "errors.diagnosticsCopied": "Diagnostics copied; secrets are left out.",
  "errors.diagnosticsFailed": "The diagnostics could not be copied.",
} as const satisfies Record<`errors.${ErrorCode}`, string> &
  Record<string, string>;
