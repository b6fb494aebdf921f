using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>
/// The JSON texts in an upload: the upload itself, or the files of an archive that are named as an export names them. Nothing is ever
/// written to a disk, no other file of the archive is opened, and what an archive says of itself is not believed.
/// </summary>
internal sealed partial class UploadTexts(Stream upload, ImportOptions options)
{
    private const int MostEntries = 20_000;
    private const int EndOfDirectory = 22;
    private const int LongestComment = 65_535;
    private const int EntryBytes = 46;

    /// <returns>Reads each text in turn; the reader says what to do with it.</returns>
    /// <exception cref="BrokenUploadException">The upload is neither JSON nor such an archive.</exception>
    public async Task ReadAsync(Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        var start = new byte[4];
        upload.Position = 0;
        var count = await upload.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        upload.Position = 0;
        if (count < 4 || start is not [(byte)'P', (byte)'K', ..])
        {
            await read(new Counted(upload, options.MostUnpackedBytes, () => long.MaxValue));
            return;
        }

        await CheckDirectoryAsync(cancellationToken);
        try
        {
            await using var archive = await ZipArchive.CreateAsync(upload, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            var entries = archive.Entries.Where(entry => Wanted().IsMatch(entry.FullName)).OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToList();
            if (entries.Count == 0)
            {
                throw new BrokenUploadException("The archive holds no file `conversations.json`.");
            }

            var left = options.MostUnpackedBytes;
            foreach (var entry in entries)
            {
                await using var packed = await entry.OpenAsync(cancellationToken);
                var counted = new Counted(packed, left, () => entry.CompressedLength);
                await read(counted);
                left -= counted.Count;
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw new BrokenUploadException("The archive is broken, locked, or packed in a way that is not known here.");
        }
    }

    /// <summary>Walks the list of the archive's files once without keeping it: whatever number it names, a list may be longer.</summary>
    private async Task CheckDirectoryAsync(CancellationToken cancellationToken)
    {
        var tail = new byte[(int)Math.Min(upload.Length, EndOfDirectory + LongestComment)];
        upload.Position = upload.Length - tail.Length;
        await upload.ReadExactlyAsync(tail, cancellationToken);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + EndOfDirectory > tail.Length)
        {
            throw new BrokenUploadException("The archive is not whole: its list of files is missing.");
        }

        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (offset == uint.MaxValue)
        {
            throw new BrokenUploadException("The archive is larger than archives of conversations are.");
        }

        var header = new byte[EntryBytes];
        upload.Position = offset;
        for (var entries = 0; await upload.ReadAtLeastAsync(header, EntryBytes, throwOnEndOfStream: false, cancellationToken) == EntryBytes
            && header.AsSpan(0, 4).SequenceEqual("PK\u0001\u0002"u8); entries++)
        {
            if (entries == MostEntries)
            {
                throw new BrokenUploadException($"The archive holds more than {MostEntries} files.");
            }

            upload.Position += BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30))
                + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(32));
        }

        upload.Position = 0;
    }

    [GeneratedRegex(@"^([^/\\]{1,200}/)?conversations(-\d{1,6})?\.json$", RegexOptions.CultureInvariant)]
    private static partial Regex Wanted();

    /// <summary>Counts what comes out, and ends it where there is more than a text of conversations can have.</summary>
    private sealed class Counted(Stream text, long most, Func<long> packed) : Stream
    {
        private const int MostRatio = 250;
        private const long Free = 4 * 1_048_576;

        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Count;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await text.ReadAsync(buffer, cancellationToken);
            Count += read;
            return Count > most ? throw new BrokenUploadException($"The archive unpacks to more than {most} bytes.")
                : Count > Free && Count / MostRatio > packed() ? throw new BrokenUploadException("The archive is packed more tightly than texts can be.")
                : read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Texts are read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
