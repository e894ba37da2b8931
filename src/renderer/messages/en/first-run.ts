export const firstRunMessages = {
  "firstRun.title": "Welcome to ModelDocker",
  "firstRun.intro":
    "One window on every model. Choose how to start; you can add the others at any time.",
  "firstRun.theme": "Theme: {theme}",
  "firstRun.key.title": "I have a key or an endpoint",
  "firstRun.key.detail":
    "Paste it: OpenRouter, OpenAI, Anthropic, Gemini, Ollama, LM Studio and others are recognised and checked at once.",
  "firstRun.key.action": "Paste",
  "firstRun.file.title": "Open a GGUF file",
  "firstRun.file.detail":
    "A model that you downloaded. {memory} of memory here: files up to about {limit} run well.",
  "firstRun.file.detailUnknown":
    "A model that you downloaded. It runs here and works offline.",
  "firstRun.file.action": "Choose file",
  "firstRun.demo":
    "Only looking? <demo>Try the demo</demo> with simulated models; they are marked as simulated everywhere.",
  "firstRun.skip": "Skip",
  "firstRun.result":
    "{count, plural, =0 {Connected, but {name} lists no models yet.} one {Connected: # model from {name} in {latency}.} other {Connected: # models from {name} in {latency}.}}",
} as const;
