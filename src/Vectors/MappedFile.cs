using System.IO.MemoryMappedFiles;

namespace Parley.Vectors;

/// <summary>A file as memory. What is written there stays in this process: the file keeps what it has.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public MappedFile(string path, long length, bool changeable)
    {
        var access = changeable ? MemoryMappedFileAccess.CopyOnWrite : MemoryMappedFileAccess.Read;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length < length || length == 0)
        {
            throw new VectorIndexUnusableException($"{Path.GetFileName(path)} has {stream.Length} bytes where {length} are expected.");
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, length, access);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start;
    }

    public byte* Start { get; }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
