import type { SettingGroup, SettingKey } from "#shared/settings/schema.ts";

export const settingsMessages = {
  "settings.title": "Settings",
  "settings.groups": "Groups of settings",
  "settings.locked.config-file": "Fixed by the config file",
  "settings.locked.command-line": "Fixed by how ModelDocker was started",
  "settings.reset": "Back to the default",
  "settings.saved": "Saved.",
  "settings.noBudget": "no limit",
  "settings.badBudget": "An amount such as 2.50, at most {most}, or nothing.",
  "settings.badValue":
    "This cannot be kept; what was there before still holds.",
  "settings.notSaved": "“{label}” was not changed. {problem}",
  "settings.range": "A whole number from {min, number} to {max, number}.",
  "settings.about": "About",
  "settings.version": "Version",
  "settings.dataDir": "Data folder",
  "settings.gateway": "Gateway",
  "settings.gatewayOff": "off",
  "settings.local": "Models on this computer",
  "settings.diagnostics": "Copy diagnostics",

  "settings.group.appearance": "Appearance",
  "settings.group.chat": "Chat",
  "settings.group.fallback": "When a provider fails",
  "settings.group.models": "Models",
  "settings.group.local": "On this computer",
  "settings.group.cache": "Repeated questions",
  "settings.group.budget": "Budget",
  "settings.group.gateway": "Gateway",
  "settings.group.network": "Network",

  "settings.unit.minutes": "{count, plural, one { minute} other { minutes}}",
  "settings.unit.tokens": "{count, plural, one { token} other { tokens}}",
  "settings.unit.layers": "{count, plural, one { layer} other { layers}}",
  "settings.unit.threads": "{count, plural, one { thread} other { threads}}",
  "settings.unit.megabytes": "{count, plural, other { MB}}",
  "settings.unit.hours": "{count, plural, one { hour} other { hours}}",
  "settings.unit.days": "{count, plural, one { day} other { days}}",

  "settings.theme.label": "Theme",
  "settings.theme.help": "System follows your computer’s light or dark mode.",
  "settings.theme.option.system": "System",
  "settings.theme.option.light": "Light",
  "settings.theme.option.dark": "Dark",

  "settings.sendWithEnter.label": "Enter sends",
  "settings.sendWithEnter.help":
    "Shift and Enter make a new line. When off, Enter makes the line and Ctrl or ⌘ with Enter sends.",
  "settings.defaultSystemPrompt.label": "System prompt of new chats",
  "settings.defaultSystemPrompt.help":
    "What every new chat starts with; each chat can change its own.",
  "settings.fallbackToLocal.label": "Let another model answer",
  "settings.fallbackToLocal.help":
    "It takes over before the first word, and the reply names it and says why. Chats with a model on this computer never fall back to one elsewhere.",
  "settings.fallbackModel.label": "Model that takes over",
  "settings.fallbackModel.help":
    "Automatic takes the model on this computer that you used last.",
  "settings.fallbackModel.automatic": "Automatic",
  "settings.fallbackUnreachable.label": "When a provider cannot answer",
  "settings.fallbackUnreachable.help":
    "Out of reach, overloaded, too slow, failing, or refusing the key.",
  "settings.fallbackOutOfCredit.label": "When an account is out of credit",
  "settings.fallbackOutOfCredit.help": "The provider asks for payment first.",
  "settings.fallbackOverBudget.label": "When your budget is used up",
  "settings.fallbackOverBudget.help":
    "Only a model that costs nothing takes over then.",
  "settings.modelRefreshMinutes.label": "Refresh model lists every",
  "settings.modelRefreshMinutes.help":
    "Prices and models of your providers, in the background.",
  "settings.localContextSize.label": "Context size",
  "settings.localContextSize.help":
    "How much a local model reads at once. 0 lets the model and the free memory decide.",
  "settings.localGpuLayers.label": "Layers on the graphics card",
  "settings.localGpuLayers.help":
    "−1 decides by itself, 0 keeps everything on the processor.",
  "settings.localThreads.label": "Processor threads",
  "settings.localThreads.help": "0 uses all cores but one.",
  "settings.localIdleMinutes.label": "Unload an idle model after",
  "settings.localIdleMinutes.help":
    "Frees its memory; 0 keeps it loaded until ModelDocker ends.",
  "settings.cacheMode.label": "Answer repeats from memory",
  "settings.cacheMode.help":
    "The same question to the same model is answered at once and costs nothing. By default only where the model would answer the same again: temperature 0 or a fixed seed.",
  "settings.cacheMode.option.off": "Never",
  "settings.cacheMode.option.deterministic": "When the answer is fixed",
  "settings.cacheMode.option.always": "Always",
  "settings.cacheMegabytes.label": "Space for kept answers",
  "settings.cacheMegabytes.help":
    "On this disk, encrypted. The ones that were used longest ago go first.",
  "settings.cacheHours.label": "Keep answers for",
  "settings.cacheHours.help": "After that the model is asked again.",
  "settings.budgetPerDayCents.label": "Budget per day",
  "settings.budgetPerDayCents.help":
    "A message that could cost more than is left is not sent. Models without a known price are not counted.",
  "settings.budgetPerMonthCents.label": "Budget per month",
  "settings.budgetPerMonthCents.help": "Counted from the first of the month.",
  "settings.budgetPerChatCents.label": "Budget per chat",
  "settings.budgetPerChatCents.help":
    "Each chat and each comparison has this much in all.",
  "settings.gatewayEnabled.label": "Gateway for other programs",
  "settings.gatewayEnabled.help":
    "Scripts, editors and agents on this computer reach your models through it.",
  "settings.gatewayPort.label": "Port",
  "settings.gatewayPort.help": "0 takes any free one at each start.",
  "settings.gatewayHost.label": "Address",
  "settings.gatewayHost.help":
    "127.0.0.1 is this computer alone, 0.0.0.0 all its networks. Anything but this computer also needs the switch below.",
  "settings.gatewayHost.problem":
    "An address in figures, such as 127.0.0.1 or 0.0.0.0.",
  "settings.gatewayAllowLan.label": "Open to the local network",
  "settings.gatewayAllowLan.help":
    "Other machines always need a key, and reach only providers that are open to the network.",
  "settings.gatewayRequireKey.label": "Require a key",
  "settings.gatewayRequireKey.help":
    "When off, any program on this computer gets in without one.",
  "settings.gatewayAllowedOrigins.label": "Web pages that may call",
  "settings.gatewayAllowedOrigins.help":
    "One origin per line, such as http://localhost:5173. All others are refused.",
  "settings.gatewayAllowedOrigins.problem":
    "Each line is an address with http:// or https://.",
  "settings.gatewayAllowedHosts.label": "Host names",
  "settings.gatewayAllowedHosts.help":
    "Names that clients may use besides this computer’s own, one per line; behind a proxy on another port with that port.",
  "settings.gatewayAllowedHosts.problem":
    "Each line is one name, such as models.home.arpa:3737.",
  "settings.promptLogging.label": "Keep what is asked",
  "settings.promptLogging.help":
    "Beside each line of the audit, encrypted. Lengths keeps roles, sizes and parameters; Redacted leaves out keys, addresses and numbers that look personal.",
  "settings.promptLogging.option.off": "Nothing",
  "settings.promptLogging.option.metadata": "Lengths",
  "settings.promptLogging.option.redacted": "Redacted",
  "settings.promptLogging.option.full": "Everything",
  "settings.auditDays.label": "Keep the audit for",
  "settings.auditDays.help":
    "Older lines are deleted, with what was kept beside them.",
  "settings.useSystemProxy.label": "Use the system’s proxy",
  "settings.useSystemProxy.help":
    "Requests to providers go the way that your computer’s settings name.",
} as const satisfies Record<
  | `settings.${SettingKey}.label`
  | `settings.${SettingKey}.help`
  | `settings.group.${SettingGroup}`,
  string
> &
  Record<string, string>;
