/** What `modeldocker --help` prints. */
export const help = `Usage: modeldocker COMMAND [options]

Commands
  serve     Run without a window: gateway and web app on this machine
  keys      Make, list and revoke the keys that let programs in at the HTTP API
  audit     Write out what was asked of the HTTP API
  doctor    Check this machine and say what is missing
  restore   Put a snapshot back in place of the data

Options of serve (each also as an environment variable, e.g. MODELDOCKER_DATA_DIR)
  --data-dir DIR       Where conversations, keys and settings are kept
  --config FILE        Instances, aliases and policies (JSON)
  --gateway-port N     Port of the HTTP API (3737; 0 takes any free one)
  --web-port N         Port of the web app (3738; 0 takes any free one)
  --host ADDRESS       Address of the HTTP API (127.0.0.1)
  --no-web             No web app
  --no-gateway         No HTTP API
  --demo               Add simulated models for this run
  --log-level LEVEL    silent, fatal, error, warn, info, debug or trace (info)

Keys of the HTTP API
  keys create --name NAME      Print a new key; it is shown this once
    --scopes LIST              Of chat,embeddings,models,metrics,admin (the first three);
                               no route asks for admin yet
    --allow PATTERN            instance:model with *, alias:NAME, cloud, high-risk or lan; repeatable
    --deny PATTERN             The same; wins over --allow
    --rpm N  --tokens-per-day N  --usd-per-month N  --expires ISO-TIME
    --cache off|deterministic|always
  keys list [--json]
  keys revoke ID
  audit export [--since ISO-TIME]
                               One line of JSON per request
  Each takes --data-dir DIR, and works while ModelDocker runs.

Options of doctor
  --data-dir DIR       The data to look at; nothing is created
  --json               One JSON document instead of lines

Options of restore
  --data-dir DIR       The data to restore
  --snapshot NAME      The snapshot to put back; the newest without it
  --list               Say what snapshots there are, and change nothing

  --help, --version
`;
