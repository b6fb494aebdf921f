using System.Runtime.InteropServices;

namespace Parley.Bench.Gateway;

/// <summary>
/// The few calls of Linux that both ends of the measured road are made of: their own cost must stay small beside what they measure, and on
/// two cores every microsecond of theirs is one less for the server between them.
/// </summary>
internal static unsafe partial class Native
{
    public const uint Readable = 1;
    public const uint Writable = 4;
    private const int Add = 1;
    private const int Modify = 3;
    private const int NoSignal = 0x4000;

    public static int CreatePoll() => Checked(epoll_create1(0));

    public static void Watch(int poll, int socket, ulong data, uint events = Readable, bool again = false)
    {
        var wanted = new Event { Events = events, Data = data };
        Checked(epoll_ctl(poll, again ? Modify : Add, socket, &wanted));
    }

    public static int Wait(int poll, Span<Event> events, int milliseconds)
    {
        fixed (Event* first = events)
        {
            return Math.Max(0, epoll_wait(poll, first, events.Length, milliseconds));
        }
    }

    /// <returns>Bytes; 0 at the end; less when there is nothing now, or it broke.</returns>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            return (int)recv(socket, first, buffer.Length, 0);
        }
    }

    /// <returns>Bytes that went; less than none when none can go now, or it broke.</returns>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return (int)send(socket, first, bytes.Length, NoSignal);
        }
    }

    public static bool WouldBlock => Marshal.GetLastPInvokeError() is 11;

    public static void Close(int poll) => _ = close(poll);

    private static int Checked(int result) => result >= 0 ? result : throw new InvalidOperationException($"A call of the system failed: {Marshal.GetLastPInvokeError()}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int poll, int operation, int socket, Event* wanted);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int poll, Event* events, int most, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc")]
    private static partial int close(int file);

    /// <remarks>As x86-64 lays it out.</remarks>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct Event
    {
        public uint Events;
        public ulong Data;
    }
}
