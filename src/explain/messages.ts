/** Codes in messages of WSL, and the topics they lead to. */
export const ERROR_CODES: ReadonlyMap<string, string> = new Map([
  ['8007054f', 'no-network'],
  ['803b0007', 'no-network'],
  ['803b0015', 'fallback'],
  ['8037010d', 'bridge'],
  ['80072740', 'ports'],
  ['8007271d', 'ports'],
]);

/** What WSL says of a line of the file, or of a setting, and the topic that explains it. */
export const WSL_MESSAGES: ReadonlyMap<string, string> = new Map([
  ['unknown key', 'unknown-key'],
  ['duplicated config key', 'duplicate-key'],
  ['invalid section name', 'bad-header'],
  ['invalid key name', 'invalid-line'],
  ['invalid escaped character', 'invalid-escape'],
  ['invalid boolean value', 'invalid-value'],
  ['invalid integer value', 'invalid-value'],
  ['invalid memory string', 'invalid-value'],
  ['invalid ip value', 'invalid-dns-address'],
  ['invalid mac address', 'invalid-mac'],
  ["invalid value 'consomme'", 'consomme-spelling'],
  ['for config key', 'invalid-value'],
  ['setting has no effect when using mirrored networking mode', 'localhost-forwarding-in-mirrored'],
  ['expected =', 'missing-equals'],
  ["expected '='", 'missing-equals'],
  ["expected ']'", 'bad-header'],
  ["expected ' ' or", 'bad-header'],
  ["expected ' in", 'open-quote'],
  ['consomme networking is not supported', 'virtio-off'],
  ['virtioproxy networking is not supported', 'virtio-off'],
  ['in /etc/wsl.conf', 'other-file'],
  ["unknown key 'boot.", 'other-file'],
  ["unknown key 'network.", 'other-file'],
  ["unknown key 'automount.", 'other-file'],
  ["unknown key 'interop.", 'other-file'],
  ["unknown key 'user.", 'other-file'],
  ['invalid networking mode', 'invalid-value'],
  ['safe mode enabled', 'safe-mode'],
  ['hyper-v firewall is not supported', 'firewall'],
  ['failed to create virtual network with address range', 'nat'],
  ['failed to create network endpoint with address', 'nat'],
]);

/**
 * What a message of WSL has in every language of Windows: names, numbers and places, in lower case and with plain
 * quotes. The first that fits counts.
 */
export const WSL_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\(networkingmode \w+\).*networkingmode (?:virtioproxy|consomme)/, 'fallback'],
  [/\(networkingmode \w+\)/, 'no-network'],
  [/' ?(?:boot|network|automount|interop|user)\.\w+ ?'.*\.wslconfig:\d+/, 'other-file'],
  [/\.wslconfig:\d+.*\.wslconfig:\d+/, 'duplicate-key'],
  [/wsl2\.macaddress.*\.wslconfig:\d+|\.wslconfig:\d+.*wsl2\.macaddress/, 'invalid-mac'],
  [/dnstunnelingipaddress.*\.wslconfig:\d+|\.wslconfig:\d+.*dnstunnelingipaddress/, 'invalid-dns-address'],
  [/'\]'.*\.wslconfig:\d+|\.wslconfig:\d+.*'\]'/, 'bad-header'],
  [/'='.*\.wslconfig:\d+|\.wslconfig:\d+.*'='/, 'missing-equals'],
  [/'[^']*'[^']+'[^']*'.*\.wslconfig:\d+|\.wslconfig:\d+.*'[^']*'[^']+'[^']*'/, 'invalid-value'],
  [/' ?\w+\.\w+ ?'.*\.wslconfig:\d+|\.wslconfig:\d+.*' ?\w+\.\w+ ?'/, 'unknown-key'],
  [/' ?.? ?'.*\.wslconfig:\d+|\.wslconfig:\d+.*' ?.? ?'/, 'invalid-escape'],
  [/\.wslconfig\b.*' ?(?:wsl2|experimental)\.\w+ ?'|' ?(?:wsl2|experimental)\.\w+ ?'.*\.wslconfig\b/, 'policy'],
  [/wsl2\.virtio\b/, 'virtio-off'],
  [/^wsl: .*wsl2\.localhostforwarding/, 'localhost-forwarding-in-mirrored'],
  // The build and revision of Windows, or the kernel that the mirrored mode needs, and the mode WSL falls back to.
  [/^wsl: .*(?:\b\d{5}\. ?\d+|5\.10).*\bnat\b/, 'fallback'],
  [/^wsl: .*(?:localhost|ipv6).*\bnat\b/, 'proxy'],
  [/^wsl: .*\bhttp\b/, 'proxy'],
  [/^wsl: hyper-v/, 'firewall'],
  [/^wsl: .*\bdns\b/, 'dns'],
];
