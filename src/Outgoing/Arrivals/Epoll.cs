using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Parley.Outgoing;

/// <summary>Linux's way to wait for many connections at once.</summary>
internal static unsafe partial class Epoll
{
    public const uint Writable = 0x4;

    /// <summary>The far end sends no more, or the connection broke.</summary>
    public const uint Ended = 0x8 | 0x10 | 0x2000;

    private const uint Readable = 0x1;
    private const uint FarEndClosed = 0x2000;
    private const uint OncePerChange = 1u << 31;
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;

    // The structure is packed on x86-64 and aligned on others.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Bytes of one event.</summary>
    public static int Size => DataAt + sizeof(long);

    /// <exception cref="IOException">The system gave none.</exception>
    public static int Create() => Checked(epoll_create1(CloseOnExec));

    /// <summary>Watches a connection from now until it is closed; each change is told once.</summary>
    /// <exception cref="IOException">The system watches no more.</exception>
    public static void Watch(int poll, SafeHandle socket, long data)
    {
        var one = stackalloc byte[16];
        var span = new Span<byte>(one, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(span, Readable | Writable | FarEndClosed | OncePerChange);
        BinaryPrimitives.WriteInt64LittleEndian(span[DataAt..], data);
        Checked(epoll_ctl(poll, Add, (int)socket.DangerousGetHandle(), one));
    }

    /// <summary>Waits for changes, as long as it takes.</summary>
    /// <returns>How many there are.</returns>
    public static int Wait(int poll, Span<byte> events)
    {
        fixed (byte* first = events)
        {
            return Math.Max(0, epoll_wait(poll, first, events.Length / Size, -1));
        }
    }

    /// <summary>Lets this thread rest.</summary>
    public static void Pause(int milliseconds) => _ = poll(null, 0, milliseconds);

    public static (uint What, long Data) Read(ReadOnlySpan<byte> events, int index)
    {
        var one = events.Slice(index * Size, Size);
        return (BinaryPrimitives.ReadUInt32LittleEndian(one), BinaryPrimitives.ReadInt64LittleEndian(one[DataAt..]));
    }

    private static int Checked(int result) =>
        result >= 0 ? result : throw new IOException($"The system refused to watch a connection: error {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int poll, int operation, int socket, byte* wanted);

    [LibraryImport("libc")]
    private static partial int poll(void* sockets, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int poll, byte* events, int most, int milliseconds);
}
