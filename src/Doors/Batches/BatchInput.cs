using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Parley.Conversations;

namespace Parley.Doors;

/// <summary>One request of a batch.</summary>
/// <param name="Number">Its line in the file, from 1.</param>
internal sealed record BatchLine(long Number, string CustomId, JsonElement Body);

/// <summary>Reads the file of a batch: JSON Lines, each a request with an id of its sender's.</summary>
internal sealed class BatchInput(FileStore files)
{
    private const int MostErrors = 50;
    private const int LongestId = 512;
    private const int LongestLine = ChatCompletions.LargestBody;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 36, AllowDuplicateProperties = false };

    /// <returns>How many lines there are, and what is wrong with them.</returns>
    /// <exception cref="FileGoneException">The file was deleted.</exception>
    public async Task<(long Total, IReadOnlyList<BatchError> Errors)> CheckAsync(Batch batch, int mostLines, CancellationToken cancellationToken)
    {
        var (errors, seen, total) = (new List<BatchError>(), new HashSet<string>(StringComparer.Ordinal), 0L);
        await foreach (var (number, text) in TextsAsync(batch, cancellationToken))
        {
            total++;
            if (total > mostLines)
            {
                errors.Insert(0, new("too_many_tasks", $"A batch may have {mostLines:N0} lines. Send the others in another."));
                break;
            }

            var (line, error) = Read(batch, number, text);
            error = line is not null && !seen.Add(line.CustomId)
                ? new("duplicate_custom_id", "The custom_id stands in a line before.", "custom_id", number)
                : error;
            if (error is not null && errors.Count < MostErrors)
            {
                errors.Add(error);
            }
        }

        return total == 0 ? (0, [new("empty_file", "The file has no lines.")]) : (total, errors);
    }

    /// <summary>The lines of a file that was found to be in order.</summary>
    /// <exception cref="FileGoneException">The file was deleted.</exception>
    public async IAsyncEnumerable<BatchLine> ReadAsync(Batch batch, HashSet<long> done, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (number, text) in TextsAsync(batch, cancellationToken))
        {
            if (!done.Contains(number))
            {
                yield return Read(batch, number, text).Line ?? throw new FileGoneException();
            }
        }
    }

    /// <returns>Lines that have something in them; no text where one is too long.</returns>
    private async IAsyncEnumerable<(long Number, byte[]? Text)> TextsAsync(Batch batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await files.FindAsync(batch.Tenant, batch.Subject, [batch.Card.Input], cancellationToken) is not [var file])
        {
            throw new FileGoneException();
        }

        var (rest, number) = (new List<byte>(), 0L);
        await foreach (var piece in files.ReadAsync(batch.Tenant, batch.Subject, file, cancellationToken))
        {
            var from = 0;
            while (Array.IndexOf(piece, (byte)'\n', from) is var end and >= 0)
            {
                Add(rest, piece.AsSpan(from, end - from));
                number++;
                var text = Trimmed(rest);
                if (text is not { Length: 0 })
                {
                    yield return (number, text);
                }

                rest.Clear();
                from = end + 1;
            }

            Add(rest, piece.AsSpan(from));
        }

        var last = Trimmed(rest);
        if (last is not { Length: 0 })
        {
            yield return (number + 1, last);
        }
    }

    // One byte more than a line may have is enough to know that it is too long.
    private static void Add(List<byte> line, ReadOnlySpan<byte> piece) => line.AddRange(piece[..Math.Min(piece.Length, LongestLine + 1 - line.Count)]);

    private static byte[]? Trimmed(List<byte> line)
    {
        if (line.Count > LongestLine)
        {
            return null;
        }

        ReadOnlySpan<byte> text = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line);
        return (text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text).Trim(" \t\r"u8).ToArray();
    }

    private static (BatchLine? Line, BatchError? Error) Read(Batch batch, long number, byte[]? text)
    {
        if (text is null)
        {
            return (null, new("line_too_long", $"A line may have {LongestLine:N0} bytes, as many as a request of its route.", null, number));
        }

        try
        {
            var json = JsonElement.Parse(text, Strict);
            if (json.ValueKind != JsonValueKind.Object)
            {
                return (null, new("invalid_json_line", "The line is no JSON object.", null, number));
            }

            foreach (var member in json.EnumerateObject())
            {
                if (member.Name is not ("custom_id" or "method" or "url" or "body"))
                {
                    return (null, new("unknown_parameter", "A line has custom_id, method, url and body, and nothing else.", Short(member.Name), number));
                }
            }

            return Text(json, "custom_id") is not { Length: > 0 and <= LongestId } id || id.Contains('\0', StringComparison.Ordinal)
                ? (null, new("missing_required_parameter", $"The custom_id must be a text of 1 to {LongestId} characters.", "custom_id", number))
                : Text(json, "method") != "POST" ? (null, new("invalid_method", "The method must be POST.", "method", number))
                : Text(json, "url") != batch.Card.Endpoint ? (null, new("mismatched_endpoint", $"The url must be that of the batch, {batch.Card.Endpoint}.", "url", number))
                : !json.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object
                    ? (null, new("missing_required_parameter", "The body must be an object.", "body", number))
                    : (new(number, id, body), null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return (null, new("invalid_json_line", "The line is not valid JSON in UTF-8.", null, number));
        }
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Short(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
