export const commonMessages = {
  "common.cancel": "Cancel",
  "common.close": "Close",
  "common.loading": "Loading",
  "common.save": "Save",
  "common.undo": "Undo",
  "common.dismiss": "Dismiss",
  "common.free": "free",
  "common.local": "local",
  "common.simulated": "simulated",

  "chip.free": "free",
  "chip.vision": "vision",
  "chip.tools": "tools",
  "chip.reasoning": "reasoning",
  "chip.local": "local",
  "chip.long-context": "≥ 128k",

  "format.tokensPerSecond": "{rate}\u00a0tok/s",
  "format.seconds": "{value}\u00a0s",
  "format.milliseconds": "{value}\u00a0ms",
  "format.minutes": "{minutes}\u00a0min {seconds}\u00a0s",
  "format.justNow": "just now",
} as const;
