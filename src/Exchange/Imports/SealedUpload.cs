using Parley.Storage;

namespace Parley.Exchange;

/// <summary>
/// An upload as it lies in the database, in sealed pieces, read as one file. One piece is open at a time, whatever the file's size;
/// readers go to and fro in it as archives want it.
/// </summary>
internal sealed class SealedUpload(TenantDatabase database, TenantScope tenant, DataKey key, string import, long length) : Stream
{
    /// <summary>Bytes of a piece; the last may be shorter.</summary>
    public const int PieceBytes = 512 * 1024;

    private byte[] _piece = [];
    private long _number = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("There is nothing before the beginning of a file.");
    }

    /// <summary>What a piece is sealed for: its place, so that none is read in another's.</summary>
    public static byte[] Seal(DataKey key, string import, long number, ReadOnlySpan<byte> piece) => key.Seal("import_pieces", $"{import}/{number}", piece);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.Length == 0)
        {
            return 0;
        }

        if (_position / PieceBytes != _number)
        {
            _number = _position / PieceBytes;
            await using var connection = await database.OpenAsync(tenant, cancellationToken);
            var content = await connection.ScalarAsync<byte[]>(
                "SELECT content FROM import_pieces WHERE tenant_id = @tenant AND import_id = @import AND number = @number", new { import, number = _number })
                ?? throw new PermanentJobException("The upload is gone.");
            _piece = key.OpenBytes("import_pieces", $"{import}/{_number}", content);
        }

        var at = (int)(_position - (_number * PieceBytes));
        var count = Math.Min(buffer.Length, _piece.Length - at);
        _piece.AsMemory(at, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    /// <summary>Asked by the reader of archives for a few of its headers, on the thread of a job.</summary>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
