using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Reading.Apart;

/// <param name="Options">Their time limit is what is left of it for this file.</param>
/// <param name="Folder">Where files may be put while reading.</param>
internal sealed record ReadingRequest(string? Name, string? MediaType, ReadingOptions Options, string? Folder);

/// <summary>The document, or a sentence for its sender.</summary>
internal sealed record ReadingAnswer(CleanDocument? Document, string? Error);

/// <summary>Pieces of bytes on a pipe: four bytes with the length, smallest first, then that many.</summary>
internal static class Frames
{
    private const int MostAtOnce = 1_048_576;
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync<T>(Stream stream, T value, CancellationToken cancellationToken) where T : class =>
        WriteAsync(stream, value as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(value, Format), cancellationToken);

    /// <returns>Null when the stream ended before the first byte.</returns>
    public static async Task<T?> ReadAsync<T>(Stream stream, int most, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await ReadAsync(stream, most, cancellationToken) is { } bytes ? JsonSerializer.Deserialize<T>(bytes, Format) : null;
        }
        catch (JsonException exception)
        {
            throw new IOException("What came over the pipe is no answer.", exception);
        }
    }

    public static async Task<byte[]?> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var head = new byte[4];
        if (await stream.ReadAtLeastAsync(head, 4, throwOnEndOfStream: false, cancellationToken) < 4)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 0 || length > most)
        {
            throw new IOException($"{length} bytes were announced; {most} are the most.");
        }

        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static async Task WriteAsync(Stream stream, byte[] bytes, CancellationToken cancellationToken)
    {
        var head = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(head, bytes.Length);
        await stream.WriteAsync(head, cancellationToken);
        for (var at = 0; at < bytes.Length; at += MostAtOnce)
        {
            await stream.WriteAsync(bytes.AsMemory(at, Math.Min(MostAtOnce, bytes.Length - at)), cancellationToken);
        }
    }
}
