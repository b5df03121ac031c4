/** How long the Linux end of a test goes on without hearing anything, in seconds. */
const LIFETIME = 90;

/**
 * The Linux end of a test that is run from Windows: it connects and listens as it is told, several things at a time.
 * Perl with no more than what is in Debian's package perl-base: the smallest thing that can listen and that most
 * distributions have. It speaks as `WINDOWS_END` does, of `exchange`, `listen` and `close`, with bytes in
 * hexadecimal. It ends with its input, and by itself where it hears nothing for a while.
 */
export const LINUX_END = `
use strict;
use warnings;
use Socket qw(:DEFAULT :addrinfo inet_pton inet_ntop pack_sockaddr_in6 unpack_sockaddr_in6);
use IO::Handle;
use Errno;

$| = 1;
$SIG{PIPE} = 'IGNORE';
alarm ${LIFETIME};
my (%jobs, %names);
for my $name (qw(ECONNREFUSED ETIMEDOUT EHOSTUNREACH ENETUNREACH EADDRNOTAVAIL ECONNRESET EPIPE EADDRINUSE EACCES EPERM)) {
  $names{Errno->can($name)->()} = $name;
}

sub now { open my $file, '<', '/proc/uptime' or return 0; my ($seconds) = split ' ', <$file>; return int($seconds * 1000) }
sub problem { return $names{$_[0]} || 'Other' }
sub text { return defined $_[0] ? '"' . $_[0] . '"' : 'null' }
sub number { return defined $_[0] ? $_[0] + 0 : 'null' }
sub hex_of { return unpack('H*', $_[0]) }

sub address_of {
  my ($name) = @_;
  my $family = sockaddr_family($name);
  my ($port, $host) = $family == AF_INET ? unpack_sockaddr_in($name) : unpack_sockaddr_in6($name);
  return (inet_ntop($family, $host), $port);
}

sub new_socket {
  my ($ask) = @_;
  my $family = $ask->{address} =~ /:/ ? AF_INET6 : AF_INET;
  my $host = inet_pton($family, $ask->{address}) or die "EINVAL\\n";
  socket(my $socket, $family, SOCK_STREAM, 0) or die problem($! + 0) . "\\n";
  $socket->blocking(0);
  my $name = $family == AF_INET ? pack_sockaddr_in($ask->{port}, $host) : pack_sockaddr_in6($ask->{port}, $host);
  return ($socket, $name);
}

sub end_exchange {
  my ($job, $problem) = @_;
  my $local;
  ($local) = address_of(getsockname($job->{socket})) if defined $job->{connected};
  printf qq({"id":%d,"event":"exchanged","connected":%s,"local":%s,"received":%d,"head":"%s","ms":%d,"problem":%s}\\n),
    $job->{id}, number($job->{connected}), text($local), $job->{received}, hex_of($job->{head}),
    now() - $job->{start}, text($problem);
  delete $jobs{$job->{id}};
}

sub start_job {
  my ($ask) = @_;
  my $do = $ask->{do};
  return if $do eq 'alive';
  if ($do eq 'close') { delete $jobs{$ask->{id}}; return }
  my ($socket, $name) = new_socket($ask);
  my $job = { %$ask, socket => $socket, start => now(), received => 0, head => '', visitors => {} };
  if ($do eq 'exchange') {
    $job->{out} = pack('H*', $ask->{say});
    $jobs{$job->{id}} = $job;
    return if connect($socket, $name) || $!{EINPROGRESS};
    return end_exchange($job, problem($! + 0));
  }
  setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($socket, $name) && listen($socket, 16) or die problem($! + 0) . "\\n";
  my (undef, $port) = address_of(getsockname($socket));
  $jobs{$job->{id}} = $job;
  printf qq({"id":%d,"event":"listening","port":%d}\\n), $job->{id}, $port;
}

sub step_exchange {
  my ($job, $can_read, $can_write) = @_;
  my $socket = $job->{socket};
  if (!defined $job->{connected}) {
    return unless $can_write;
    my $error = unpack('i', getsockopt($socket, SOL_SOCKET, SO_ERROR));
    return end_exchange($job, problem($error)) if $error;
    $job->{connected} = now() - $job->{start};
    return end_exchange($job, undef) if $job->{want} == 0;
  }
  if ($can_write && length $job->{out}) {
    my $count = syswrite($socket, $job->{out});
    substr($job->{out}, 0, $count) = '' if $count;
  }
  return unless $can_read;
  my $count = sysread($socket, my $bytes, 65536);
  return if !defined $count && ($!{EAGAIN} || $!{EWOULDBLOCK});
  return end_exchange($job, problem($! + 0)) unless defined $count;
  return end_exchange($job, 'Closed') if $count == 0;
  $job->{head} = substr($job->{head} . $bytes, 0, 512);
  $job->{received} += $count;
  $job->{heard} = now();
  end_exchange($job, undef) if $job->{received} >= $job->{want};
}

sub visit {
  my ($job, $number) = @_;
  my $visitor = $job->{visitors}{$number};
  my $count = sysread($visitor->{socket}, my $said, 65536);
  return if !defined $count && ($!{EAGAIN} || $!{EWOULDBLOCK});
  return delete $job->{visitors}{$number} unless $count;
  # What is said after the answer is read as well: else the connection is reset, and the answer may be lost.
  return if $visitor->{answered}++;
  syswrite($visitor->{socket}, pack('H*', $job->{answer}));
  shutdown($visitor->{socket}, 1);
  printf qq({"id":%d,"event":"visit","from":"%s:%d","said":"%s"}\\n),
    $job->{id}, address_of($visitor->{name}), hex_of(substr $said, 0, 256);
}

print qq({"event":"ready"}\\n);
my $rest = '';
while (1) {
  my ($reading, $writing) = ('', '');
  vec($reading, fileno STDIN, 1) = 1;
  for my $job (values %jobs) {
    vec($reading, fileno $job->{socket}, 1) = 1 if $job->{do} eq 'listen' || defined $job->{connected};
    vec($writing, fileno $job->{socket}, 1) = 1 if $job->{do} eq 'exchange' && (!defined $job->{connected} || length $job->{out});
    vec($reading, $_, 1) = 1 for keys %{$job->{visitors}};
  }
  select($reading, $writing, undef, 0.05);
  if (vec($reading, fileno STDIN, 1)) {
    sysread(STDIN, my $bytes, 65536) or last;
    alarm ${LIFETIME};
    $rest .= $bytes;
    while ($rest =~ s/^([^\\n]*)\\n//) {
      my %ask;
      my $line = $1;
      $ask{$1} = defined $2 ? $2 : $3 while $line =~ /"(\\w+)":(?:"([^"]*)"|(\\d+))/g;
      eval { start_job(\\%ask); 1 } or do { chomp(my $problem = $@); printf qq({"id":%d,"event":"failed","problem":"%s"}\\n), $ask{id}, $problem };
    }
  }
  for my $job (values %jobs) {
    my $number = fileno $job->{socket};
    if ($job->{do} eq 'exchange') {
      step_exchange($job, vec($reading, $number, 1), vec($writing, $number, 1));
      next unless $jobs{$job->{id}};
      if ($job->{heard} && now() - $job->{heard} > 300) { end_exchange($job, undef) }
      elsif (now() - $job->{start} > $job->{timeout}) { end_exchange($job, 'TimedOut') }
      next;
    }
    for my $visitor (keys %{$job->{visitors}}) { visit($job, $visitor) if vec($reading, $visitor, 1) }
    if (vec($reading, $number, 1) && (my $name = accept(my $socket, $job->{socket}))) {
      $socket->blocking(0);
      $job->{visitors}{fileno $socket} = { socket => $socket, name => $name };
    }
  }
}
`.trim();

/**
 * {@link LINUX_END} for a distribution that has Python 3 and no Perl, as some of Fedora and Arch: it does and says the
 * same.
 */
export const LINUX_END_IN_PYTHON = `
import errno, json, os, signal, socket, sys, threading, time

lock = threading.Lock()
listeners = {}

def say(event, **facts):
    with lock:
        print(json.dumps({'event': event, **facts}), flush=True)

def name_of(error):
    if isinstance(error, socket.timeout):
        return 'TimedOut'
    return errno.errorcode.get(error.errno, 'Other')

def new_socket(ask):
    return socket.socket(socket.AF_INET6 if ':' in ask['address'] else socket.AF_INET)

def exchange(ask):
    start = time.monotonic()
    connected = local = problem = None
    head, received = b'', 0
    link = new_socket(ask)
    try:
        link.settimeout(ask['timeout'] / 1000)
        link.connect((ask['address'], ask['port']))
        connected = round((time.monotonic() - start) * 1000)
        local = link.getsockname()[0]
        link.sendall(bytes.fromhex(ask['say']))
        while received < ask['want']:
            left = start + ask['timeout'] / 1000 - time.monotonic()
            if left <= 0:
                raise socket.timeout()
            link.settimeout(min(left, 0.3) if received else left)
            try:
                said = link.recv(65536)
            except socket.timeout:
                # Some came, and then none for a while.
                if received:
                    break
                raise
            if not said:
                problem = 'Closed'
                break
            received += len(said)
            head = (head + said)[:512]
    except OSError as error:
        problem = name_of(error)
    finally:
        link.close()
    ms = round((time.monotonic() - start) * 1000)
    say('exchanged', id=ask['id'], connected=connected, local=local, received=received, head=head.hex(), ms=ms, problem=problem)

def visit(ask, link, name):
    try:
        said = link.recv(65536)
        if said:
            link.sendall(bytes.fromhex(ask['answer']))
            link.shutdown(socket.SHUT_WR)
            say('visit', id=ask['id'], **{'from': '%s:%d' % name[:2]}, said=said[:256].hex())
        # What is said after the answer is read as well: else the connection is reset, and the answer may be lost.
        while said:
            said = link.recv(65536)
    except OSError:
        pass
    finally:
        link.close()

def serve(ask, server):
    while True:
        try:
            link, name = server.accept()
        except OSError:
            return
        start(visit, ask, link, name)

def listen(ask):
    server = new_socket(ask)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((ask['address'], ask['port']))
        server.listen(16)
    except OSError as error:
        server.close()
        return say('failed', id=ask['id'], problem=name_of(error))
    listeners[ask['id']] = server
    say('listening', id=ask['id'], port=server.getsockname()[1])
    start(serve, ask, server)

def close(ask):
    server = listeners.pop(ask['id'], None)
    if server:
        # It wakes whoever waits for a visitor.
        server.shutdown(socket.SHUT_RDWR)
        server.close()

def start(work, *words):
    threading.Thread(target=work, args=words, daemon=True).start()

signal.alarm(${LIFETIME})
say('ready')
for line in iter(sys.stdin.readline, ''):
    signal.alarm(${LIFETIME})
    ask = json.loads(line)
    if ask['do'] == 'exchange':
        start(exchange, ask)
    elif ask['do'] == 'listen':
        listen(ask)
    elif ask['do'] == 'close':
        close(ask)
os._exit(0)
`.trim();
