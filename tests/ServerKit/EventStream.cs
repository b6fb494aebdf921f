using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Parley.ServerKit;

/// <summary>One event as a reader was shown it.</summary>
/// <param name="Id">Null when the event had none.</param>
public sealed record ServerEvent(long? Id, string Name, string Data)
{
    public JsonElement Json => JsonElement.Parse(Data);
}

/// <summary>Reads server-sent events by the letter of the standard, without forgiving anything, and remembers all it was shown.</summary>
public sealed class EventStream(Stream stream)
{
    private readonly List<ServerEvent> _shown = [];

    /// <summary>Every event so far.</summary>
    public IReadOnlyList<ServerEvent> Shown => _shown;

    /// <summary>Comment lines so far: signs of life of a silent stream.</summary>
    public int Comments { get; private set; }

    /// <summary>After how many milliseconds the stream asked its reader to come again; null when it did not.</summary>
    public int? Retry { get; private set; }

    public static async Task<EventStream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken = default) =>
        response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? new EventStream(await response.Content.ReadAsStreamAsync(cancellationToken))
            : throw new InvalidDataException($"{(int)response.StatusCode} {response.Content.Headers.ContentType}: {await response.Content.ReadAsStringAsync(cancellationToken)}");

    /// <summary>Ends when the stream does; a cut stream throws what cut it.</summary>
    public async IAsyncEnumerable<ServerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), leaveOpen: true);
        var (id, name, data) = ((long?)null, "message", new List<string>());
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                Take(line, ref id, ref name, data);
                continue;
            }

            if (data.Count > 0)
            {
                var shown = new ServerEvent(id, name, string.Join('\n', data));
                _shown.Add(shown);
                yield return shown;
            }

            (id, name, data) = (null, "message", []);
        }
    }

    /// <summary>Reads on until an event of that name came, or the stream ended.</summary>
    /// <returns>The event, or null when the stream ended without it.</returns>
    public async Task<ServerEvent?> ReadUntilAsync(string name, CancellationToken cancellationToken = default)
    {
        await foreach (var shown in ReadAsync(cancellationToken))
        {
            if (shown.Name == name)
            {
                return shown;
            }
        }

        return null;
    }

    public async Task<IReadOnlyList<ServerEvent>> ReadToEndAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var _ in ReadAsync(cancellationToken))
        {
        }

        return Shown;
    }

    private void Take(string line, ref long? id, ref string name, List<string> data)
    {
        var (field, value) = line.Split(':', 2) is [var left, var right] ? (left, right.StartsWith(' ') ? right[1..] : right) : (line, "");
        switch (field)
        {
            case "":
                Comments++;
                break;
            case "id":
                id = long.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "retry":
                Retry = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "event":
                name = value;
                break;
            case "data":
                data.Add(value);
                break;
        }
    }
}
