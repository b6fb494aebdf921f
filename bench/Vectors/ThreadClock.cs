using System.Runtime.InteropServices;

namespace Parley.Bench.Vectors;

/// <summary>Seconds of the processor that this thread has spent, as hnswlib's side measures too; Linux alone.</summary>
internal static partial class ThreadClock
{
    private const int ThreadTime = 3;

    public static double Seconds => Read(ThreadTime, out var time) == 0 ? time.Whole + time.Nanoseconds / 1e9 : throw new PlatformNotSupportedException();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Whole;
        public long Nanoseconds;
    }
}
