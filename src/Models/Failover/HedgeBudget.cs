namespace Parley.Models;

/// <summary>How many calls may be asked twice: a part of those that were made, a few saved up at most.</summary>
internal sealed class HedgeBudget(double part)
{
    private const double Most = 10;
    private readonly Lock _gate = new();
    private double _saved;

    /// <summary>A call was made.</summary>
    public void Earn()
    {
        lock (_gate)
        {
            _saved = Math.Min(Most, _saved + part);
        }
    }

    public bool TrySpend()
    {
        lock (_gate)
        {
            if (_saved < 1)
            {
                return false;
            }

            _saved--;
            return true;
        }
    }
}
