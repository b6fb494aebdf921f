namespace Parley.Schemas.Patterns;

/// <summary>The patterns of one schema: each is made once, and all of them together have a bound.</summary>
internal sealed class PatternShelf
{
    private const int MostSteps = 100_000;

    private readonly Dictionary<string, Pattern> _made = new(StringComparer.Ordinal);
    private int _steps;

    /// <exception cref="PatternException">It is none, or there is no more room.</exception>
    public Pattern Get(string source)
    {
        if (!_made.TryGetValue(source, out var pattern))
        {
            _made[source] = pattern = new(source);
            if ((_steps += pattern.Steps) > MostSteps)
            {
                throw new PatternException($"makes the patterns of this schema larger than {MostSteps} steps together; fewer or smaller ones are needed");
            }
        }

        return pattern;
    }
}
