using System.Diagnostics;
using Microsoft.AspNetCore.Identity;

namespace Parley.Bench.Accounts;

/// <summary>How often something was done, in what time, and with how much time of processors.</summary>
internal sealed record Rate(int Count, TimeSpan Time, TimeSpan Processor)
{
    public double PerSecond => Count / Time.TotalSeconds;

    public double ProcessorMs => Processor.TotalMilliseconds / Count;
}

/// <summary>What a sign-in cannot do without: the framework's password hash, on every processor at once, and nothing else.</summary>
internal static class BareHash
{
    public static async Task<Rate> MeasureAsync(TimeSpan duration)
    {
        using var self = Process.GetCurrentProcess();
        var used = self.TotalProcessorTime;
        var hasher = new PasswordHasher<object>();
        var nobody = new object();
        var hash = hasher.HashPassword(nobody, SignInBench.Password);
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            var done = 0;
            for (; Stopwatch.GetElapsedTime(began) < duration; done++)
            {
                if (hasher.VerifyHashedPassword(nobody, hash, SignInBench.Password) == PasswordVerificationResult.Failed)
                {
                    throw new InvalidOperationException("The right password was refused.");
                }
            }

            return done;
        })));
        self.Refresh();
        return new(counts.Sum(), Stopwatch.GetElapsedTime(began), self.TotalProcessorTime - used);
    }
}
