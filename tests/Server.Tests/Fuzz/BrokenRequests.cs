using System.Text;

namespace Parley.Server.Tests.Fuzz;

/// <summary>Requests that are not HTTP, or are so in two ways at once.</summary>
internal static class BrokenRequests
{
    private const string Line = "POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    /// <param name="key">A valid key: what stands behind the edge is to be reached.</param>
    public static IEnumerable<(string Name, byte[] Bytes)> All(string key)
    {
        var post = $"{Line}Authorization: Bearer {key}\r\n";
        var chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        (string, string)[] texts =
        [
            ("a chunk of a negative size", chunked + "-1\r\n{}\r\n0\r\n\r\n"),
            ("a chunk of more bytes than there are", chunked + "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n"),
            ("a chunk without a size", chunked + "\r\n{}\r\n0\r\n\r\n"),
            ("a chunk longer than its size", chunked + "1\r\n{}\r\n0\r\n\r\n"),
            ("a chunk shorter than its size", chunked + "9\r\n{}\r\n0\r\n\r\n"),
            ("a chunk that ends in half a line", chunked + "2\r\n{}\n0\r\n\r\n"),
            ("a huge chunk extension", chunked + $"2;{new string('e', 200_000)}\r\n{{}}\r\n0\r\n\r\n"),
            ("trailers that are headers", chunked + "2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\nHost: y\r\n\r\n"),
            ("a huge trailer", chunked + $"2\r\n{{}}\r\n0\r\nX: {new string('t', 200_000)}\r\n\r\n"),
            ("chunks without an end", chunked + string.Concat(Enumerable.Repeat("1\r\n \r\n", 2_000))),
            ("a length and chunks", post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
            ("a negative length", post + "Content-Length: -5\r\n\r\n{}"),
            ("a length beyond all numbers", post + "Content-Length: 99999999999999999999\r\n\r\n{}"),
            ("more length than body", post + "Content-Length: 200\r\n\r\n{}"),
            ("an unknown transfer encoding", post + "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
            ("two transfer encodings", post + "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
            ("a body that says it is packed", post + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
            ("an expectation that nobody meets", post + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}"),
            ("no host", "GET /v1/me HTTP/1.1\r\n\r\n"),
            ("two hosts", "GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
            ("a folded header", "GET /v1/me HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n"),
            ("lines that end in half", "GET /v1/me HTTP/1.1\nHost: x\n\n"),
            ("a header without a colon", "GET /v1/me HTTP/1.1\r\nHost: x\r\nNonsense\r\n\r\n"),
            ("a header without a name", "GET /v1/me HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
            ("a zero byte in a header", "GET /v1/me HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"),
            ("a space before the colon", "GET /v1/me HTTP/1.1\r\nHost : x\r\n\r\n"),
            ("a line of 100,000 letters", $"GET /{new string('a', 100_000)} HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("a path with spaces", "GET /v1/me and more HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("a path with half an escape", "GET /v1/conversations/%e HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("a path with bytes that are no text", "GET /v1/\u00ff\u00fe HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("a path that climbs", "GET /../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("an absolute address", "GET http://169.254.169.254/latest HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("a tunnel", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n"),
            ("everything's options", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("an old version", "GET /v1/me\r\n\r\n"),
            ("a version to come", "GET /v1/me HTTP/9.9\r\nHost: x\r\n\r\n"),
            ("another protocol's greeting", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            ("a switch of protocol", "GET /v1/me HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"),
            ("a method of symbols", "G\u0001T /v1/me HTTP/1.1\r\nHost: x\r\n\r\n"),
            ("nothing but line ends", "\r\n\r\n\r\n\r\n"),
            ("nothing", ""),
        ];
        foreach (var (name, text) in texts)
        {
            yield return (name, Encoding.Latin1.GetBytes(text));
        }

        yield return ("the greeting of TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, .. new byte[500]]);
    }
}
