/** How long the Linux end of a test goes on without hearing anything, in seconds. */
const LIFETIME = 90;

/**
 * `LINUX_END` of `perl-script.ts` for a distribution that has Python 3 and no Perl, as some of Fedora and Arch: it
 * does and says the same.
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
