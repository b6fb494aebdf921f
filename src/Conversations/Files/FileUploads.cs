using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Parley.Conversations;

/// <summary>Takes files in as they come over the line: sealed and written piece by piece, so that none is ever held whole.</summary>
public sealed class FileUploads(FileStore files, FileLinks links, IOptions<FilesOptions> options)
{
    internal const int PieceBytes = 256 * 1024;
    private const int MostParts = 10;
    private const int LongestPurpose = 64;
    private const string Usual = "user_data";

    /// <summary>Reads the form of an upload: the part <c>file</c>, and perhaps <c>purpose</c>.</summary>
    /// <exception cref="RefusedException">The form is broken, or the file cannot be taken; nothing of it is kept.</exception>
    internal async Task<StoredFile> TakeAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var coming = new Coming();
        try
        {
            await ReadPartsAsync(caller, request, coming, cancellationToken);
            return coming is { Id: { } id, Content: { } content }
                ? await files.FinishAsync(caller, id, coming.Name, coming.Purpose, content, cancellationToken)
                : throw new RefusedException(Refusal.Invalid("file", "The part named `file` is missing."));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            await DropAsync(caller, coming);
            throw new RefusedException(new Refusal(400, "invalid_multipart", "The multipart body is broken: a boundary, a header or its end is missing."));
        }
        catch
        {
            await DropAsync(caller, coming);
            throw;
        }
    }

    /// <summary>Takes what came as a part of something else.</summary>
    /// <exception cref="RefusedException">It cannot be taken; nothing of it is kept.</exception>
    public async Task<StoredFile> TakeAsync(Caller caller, string name, byte[] bytes, CancellationToken cancellationToken)
    {
        var coming = new Coming();
        try
        {
            await ReceiveAsync(caller, name, new MemoryStream(bytes), coming, cancellationToken);
            return await files.FinishAsync(caller, coming.Id!.Value, coming.Name, coming.Purpose, coming.Content!, cancellationToken);
        }
        catch
        {
            await DropAsync(caller, coming);
            throw;
        }
    }

    /// <summary>Keeps what was written here for somebody, however large it is.</summary>
    /// <param name="caller">Whose it is; the tenant and the subject say so.</param>
    /// <exception cref="RefusedException">Their files are full, or it is empty; nothing of it is kept.</exception>
    public async Task<StoredFile> KeepAsync(Caller caller, string name, string purpose, Stream content, CancellationToken cancellationToken)
    {
        var coming = new Coming { Purpose = purpose, Most = long.MaxValue };
        try
        {
            await ReceiveAsync(caller, name, content, coming, cancellationToken);
            return await files.FinishAsync(caller, coming.Id!.Value, coming.Name, coming.Purpose, coming.Content!, cancellationToken);
        }
        catch
        {
            await DropAsync(caller, coming);
            throw;
        }
    }

    /// <summary>Takes back a file that no message has got: with its bytes, at once.</summary>
    public Task DropAsync(Caller caller, FileId id) => links.SweepAsync(caller.Tenant, caller.Subject, id, CancellationToken.None);

    private async Task ReadPartsAsync(Caller caller, HttpRequest request, Coming coming, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(request), request.Body) { HeadersCountLimit = 16 };
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
        {
            if (parts == MostParts || !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                throw new InvalidDataException();
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name == "file")
            {
                if (coming.Id is not null)
                {
                    throw new RefusedException(Refusal.Invalid("file", "There are two files. Send each in a request of its own."));
                }

                var given = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
                await ReceiveAsync(caller, HeaderUtilities.RemoveQuotes(given).Value, section.Body, coming, cancellationToken);
            }
            else if (name == "purpose")
            {
                coming.Purpose = await PurposeAsync(section.Body, cancellationToken);
            }
            else
            {
                throw new RefusedException(Refusal.Invalid(
                    Named(name), "An upload has the parts file and purpose, and no others; how long a file is kept is a setting of the server."));
            }
        }
    }

    private async Task ReceiveAsync(Caller caller, string? name, Stream body, Coming coming, CancellationToken cancellationToken)
    {
        coming.Name = FileName.Sound(name);
        coming.Content = new(coming.Name);
        var (piece, next) = (new byte[PieceBytes], new byte[PieceBytes]);
        var length = await body.ReadAtLeastAsync(piece, PieceBytes, throwOnEndOfStream: false, cancellationToken);
        if (length == 0)
        {
            throw new RefusedException(Refusal.Invalid("file", "The file is empty."));
        }

        for (var (number, total) = (0L, 0L); length > 0; number++)
        {
            total += length;
            if (total > (coming.Most ?? options.Value.MostBytes))
            {
                throw new RefusedException(new Refusal(
                    413, "file_too_large", $"The file is larger than the {options.Value.MostBytes / 1_048_576.0:0.#} MiB that one may have."));
            }

            var following = length < PieceBytes ? 0 : await body.ReadAtLeastAsync(next, PieceBytes, throwOnEndOfStream: false, cancellationToken);
            coming.Content.Take(piece.AsSpan(0, length), last: following == 0);
            coming.Id ??= await files.BeginAsync(caller, cancellationToken);
            await files.AppendAsync(caller, coming.Id.Value, number, piece.AsMemory(0, length), cancellationToken);
            (piece, next, length) = (next, piece, following);
        }
    }

    /// <summary>What was begun and came to nothing goes at once; what a crash leaves, the sweep finds.</summary>
    private async Task DropAsync(Caller caller, Coming coming)
    {
        if (coming.Id is { } begun)
        {
            await DropAsync(caller, begun);
        }
    }

    private static async Task<string> PurposeAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestPurpose + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var purpose = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        return length <= LongestPurpose && purpose.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? purpose.Length == 0 ? Usual : purpose
            : throw new RefusedException(Refusal.Invalid("purpose", $"A purpose is a word such as {Usual}, of at most {LongestPurpose} letters."));
    }

    private static string Named(string part) => part.Length is > 0 and <= LongestPurpose && part.All(c => c is > ' ' and < '\x7f') ? part : "form";

    private static string Boundary(HttpRequest request)
    {
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw new RefusedException(new Refusal(415, "unsupported_media_type", "Send the file as multipart/form-data with a part named `file`."));
        }

        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        return string.IsNullOrEmpty(boundary) || boundary.Length > 200 ? throw new InvalidDataException() : boundary;
    }

    private sealed class Coming
    {
        public FileId? Id { get; set; }

        public string Name { get; set; } = "";

        public string Purpose { get; set; } = Usual;

        public FileContent? Content { get; set; }

        /// <summary>How large it may be; null for what files may.</summary>
        public long? Most { get; init; }
    }
}
