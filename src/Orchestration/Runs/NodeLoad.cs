namespace Parley.Orchestration;

/// <summary>How busy this node is, for work that gives way.</summary>
public sealed class NodeLoad
{
    private readonly Func<int> _runs;

    internal NodeLoad(Func<int> runs) => _runs = runs;

    /// <summary>The turns that this node is answering.</summary>
    public int Runs => _runs();
}
