using System.Diagnostics;

namespace Parley.TestKit;

/// <summary>Waits for something that another thread or process brings about: looks again and again, up to a deadline.</summary>
public static class Poll
{
    /// <exception cref="TimeoutException">It did not come about; the message says what.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            if (started.Elapsed > (within ?? TimeSpan.FromSeconds(30)))
            {
                throw new TimeoutException($"Waited in vain until {what}.");
            }

            await Task.Delay(5);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task UntilAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        UntilAsync(() => Task.FromResult(condition()), what, within);
}
