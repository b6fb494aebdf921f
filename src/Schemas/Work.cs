using System.Runtime.CompilerServices;

namespace Parley.Schemas;

/// <summary>How much one judgement may still do. Every loop over untrusted input spends from it.</summary>
internal sealed class Work(long steps)
{
    // Some 3 frames stand for one nested subschema; threads have 1 MB and more of stack.
    private const int MostNested = 1_000;

    private long _left = steps;
    private int _nested;

    public void Spend(long steps)
    {
        if ((_left -= steps) < 0)
        {
            throw new BeyondLimitException("takes more work to check against this schema than is allowed; a simpler schema is needed");
        }
    }

    public void Enter()
    {
        Spend(1);
        if (++_nested > MostNested || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new BeyondLimitException("leads the schema through too many references within each other; a flatter schema is needed");
        }
    }

    public void Leave() => _nested--;
}
