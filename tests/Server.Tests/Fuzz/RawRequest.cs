using System.Globalization;
using System.Text;

namespace Parley.Server.Tests.Fuzz;

/// <summary>A request as the bytes that stand for it, for those that the client library refuses to send as they are.</summary>
internal static class RawRequest
{
    public static async Task<byte[]> OfAsync(HttpRequestMessage message, Uri server)
    {
        var body = message.Content is null ? [] : await message.Content.ReadAsByteArrayAsync();
        var isChunked = message.Headers.TransferEncodingChunked == true;
        var head = new StringBuilder($"{message.Method} {message.RequestUri} HTTP/1.1\r\n");
        if (!message.Headers.NonValidated.Contains("Host"))
        {
            head.Append("Host: ").Append(server.Authority).Append("\r\n");
        }

        foreach (var (name, values) in message.Headers.NonValidated.Concat(message.Content?.Headers.NonValidated.Where(IsWritten) ?? []))
        {
            head.Append(name).Append(": ").AppendJoin(", ", values).Append("\r\n");
        }

        if (message.Content is not null && !isChunked)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        }

        var bytes = Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
        return isChunked
            ? [.. bytes, .. Encoding.Latin1.GetBytes($"{body.Length:x}\r\n"), .. body, .. body.Length > 0 ? "\r\n0\r\n\r\n"u8 : "\r\n"u8]
            : [.. bytes, .. body];
    }

    private static bool IsWritten(KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header) =>
        !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
}
