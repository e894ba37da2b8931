export const shellMessages = {
  "app.name": "ModelDocker",

  "shell.navigation": "Screens",
  "shell.collapse": "Collapse the sidebar",
  "shell.expand": "Expand the sidebar",
  "shell.skip": "Skip to content",

  "screen.chat": "Chat",
  "screen.compare": "Compare",
  "screen.models": "Models",
  "screen.providers": "Providers",
  "screen.gateway": "Gateway",
  "screen.settings": "Settings",

  "connection.connecting": "Connecting",
  "connection.reconnecting": "Connection lost, trying again",
  "connection.lost": "The connection to ModelDocker was lost.",
  "connection.restored": "Connected again.",
  "connection.unauthorized": "This address has expired.",
  "connection.unauthorizedDetail":
    "ModelDocker has started anew since. Open the address that it prints, or start it again.",
  "connection.nothing": "Nothing connected",
  "connection.noneOn": "No provider is on",
  "connection.local": "{count, plural, one {# local} other {# local}}",
  "connection.onlyLocal": "Only this computer",
  "connection.simulated": "Simulated models",
  "connection.more": "{names} and {count, number} more",
  "connection.whereText": "Where your text may go",
  "connection.failing":
    "{count, plural, one {# provider cannot be reached} other {# providers cannot be reached}}",

  "shell.offline":
    "You seem to be offline: no provider can be reached. Models on this computer still answer.",
  "shell.offline.retry": "Try again",
  "shell.offline.local": "Show models",

  "toast.region": "Notifications",

  "notice.key-file":
    "Your keys are protected by a file on this disk, because no system keyring answered. Whoever can read your files can read them: {path}",
  "notice.keyring-unreachable":
    "The system's keyring does not answer, so stored keys cannot be read.",
  "notice.migrated":
    "Your data was brought up to date. The earlier state is kept beside it: {path}",

  "crash.title": "This screen failed.",
  "crash.reload": "Reload the window",
} as const;
