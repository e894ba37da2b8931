export const gatewayMessages = {
  "gateway.title": "Gateway",
  "gateway.detail": "Every program on this computer can use your models here",
  "gateway.pages": "Page of the gateway",
  "gateway.page.overview": "Overview",
  "gateway.page.keys": "Keys",
  "gateway.page.aliases": "Aliases",
  "gateway.page.audit": "Audit",
  "gateway.page.logs": "Logs",

  "gateway.state": "State of the gateway",
  "gateway.power": "Gateway on",
  "gateway.fixed": "Fixed by the config file or the command line",
  "gateway.off": "Off. No program can reach your models.",
  "gateway.failed": "It could not start.",
  "gateway.copy": "Copy",
  "gateway.dialects": "OpenAI, Anthropic, Responses and Gemini",
  "gateway.requestsToday":
    "{count, plural, one {<b>#</b> request} other {<b>#</b> requests}} today",
  "gateway.cachedOrLocal": "<b>{percent}\u00a0%</b> from cache or local",
  "gateway.thisComputer": "this computer only",
  "gateway.network": "also on the network: {addresses}",

  "gateway.options": "Gateway settings",
  "gateway.options.locked":
    "Greyed fields are fixed by the config file or the command line.",
  "gateway.options.port": "Port",
  "gateway.options.portHelp": "3737 unless changed; 0 takes any free one.",
  "gateway.options.portWrong": "A port is a number from 0 to 65535.",
  "gateway.options.portTaken":
    "Another program holds port {port}. Choose another one.",
  "gateway.options.refused": "The gateway cannot be set up like this.",
  "gateway.options.requireKey": "Ask programs for a key",
  "gateway.options.requireKeyHelp":
    "When off, every program on this computer may use your models. Other computers always need a key.",
  "gateway.options.network": "Other computers",
  "gateway.options.networkHelp":
    "They reach the gateway only while both of these are on, and only with a key. What they send is not encrypted on its way.",
  "gateway.options.allowLan": "1. Let other computers in",
  "gateway.options.allowLanHelp":
    "Lets requests of your network through. Providers marked as high risk stay closed to them.",
  "gateway.options.everywhere": "2. Listen on the network",
  "gateway.options.everywhereHelp":
    "When off, only this computer can connect at all. Listens on {host} now.",
  "gateway.options.origins": "Web pages that may call",
  "gateway.options.originsHelp":
    "One address a line. A page elsewhere in your browser is refused.",
  "gateway.options.originsWrong":
    "Each line is an address such as http://localhost:5173.",
  "gateway.options.hosts": "Further names of this computer",
  "gateway.options.hostsHelp":
    "One a line, with the port: what clients call it beside its address.",

  "gateway.snippet.title": "Examples",
  "gateway.snippet.curl": "curl",
  "gateway.snippet.python": "Python",
  "gateway.snippet.node": "Node",
  "gateway.snippet.claude-code": "Claude Code",
  "gateway.snippet.codex": "Codex",
  "gateway.snippet.codex-file": "~/.codex/config.toml",
  "gateway.snippet.codex-shell": "In a terminal",
  "gateway.snippet.copy": "Copy the example",
  "gateway.snippet.key": "Key of the example",
  "gateway.snippet.noModel": "instance:model",
  "gateway.snippet.noKey": "Make a key first: programs need one to come in.",
  "gateway.snippet.keyless": "No key is asked for on this computer.",
  "gateway.snippet.keyHint":
    "Put your key in the place of mdk_…; a new key fills itself in.",
  "gateway.snippet.putKey":
    "Copied. Put your key in the place of mdk_… before you run it.",

  "gateway.try": "Try",
  "gateway.try.running": "Asking",
  "gateway.try.stop": "Stop",
  "gateway.try.answered": "answered in {duration}",
  "gateway.try.by": "by {target}",
  "gateway.try.fromCache": "from the cache",
  "gateway.try.off": "The gateway is not running.",
  "gateway.try.notSent": "not sent",
  "gateway.try.failed": "The gateway answered {status}.",
  "gateway.try.action.new-key": "New key",
  "gateway.try.action.see-key": "Look at the key",
  "gateway.try.action.choose-model": "Choose another model",
  "gateway.try.action.open-providers": "Open Providers",
  "gateway.try.action.switch-on": "Switch it on",
  "gateway.try.action.retry": "Try again",
} as const;
