using System.Buffers;
using System.Diagnostics;
using Parley.TestKit;

namespace Parley.Server.Tests.Fuzz;

/// <summary>
/// What is alive in this process, and nothing else. The runtime's shared pools keep buffers of each size for each thread, and let go what
/// nobody used for half a minute: they are waited for, because they hide what is kept for good.
/// </summary>
internal static class LiveHeap
{
    private const int Witness = 1 << 16;

    /// <summary>Bytes reachable after a full collection, pools included.</summary>
    public static long Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The same once the pools have let go: a buffer given back after all others is gone.</summary>
    public static async Task<long> SettledAsync()
    {
        var witness = Leave();
        await Poll.UntilAsync(
            () =>
            {
                GC.Collect();
                return !witness.IsAlive;
            },
            "the pools had let go of what nobody uses",
            TimeSpan.FromMinutes(3));
        return Now();
    }

    /// <summary>The memory that the system has given to this process, in bytes.</summary>
    public static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Leave()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Witness);
        ArrayPool<byte>.Shared.Return(buffer);
        return new(buffer);
    }
}
