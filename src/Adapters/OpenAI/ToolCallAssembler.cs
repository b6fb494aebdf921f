using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Puts tool calls together whose pieces arrive in many frames, by their index.</summary>
internal sealed class ToolCallAssembler : IDisposable
{
    private const int MostCalls = 128;

    private readonly SortedDictionary<int, Pending> _pending = [];

    public bool Any => _pending.Count > 0;

    public int Count => _pending.Count;

    /// <exception cref="InvalidDataException">More calls than any model makes.</exception>
    public Pending At(int index)
    {
        if (!_pending.TryGetValue(index, out var call))
        {
            if (_pending.Count >= MostCalls)
            {
                throw new InvalidDataException($"More than {MostCalls} tool calls in one answer.");
            }

            _pending[index] = call = new();
        }

        return call;
    }

    /// <summary>The calls as far as they are known. Arguments that are no JSON object are reported in the call, not thrown.</summary>
    public IEnumerable<FunctionCallContent> Take() => _pending.Values.Select(call => call.ToContent());

    public void Dispose()
    {
        foreach (var call in _pending.Values)
        {
            call.Arguments.Dispose();
        }

        _pending.Clear();
    }

    internal sealed class Pending
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public TextBuffer Arguments { get; } = new();

        public FunctionCallContent ToContent() => CalledTool.Of(Id, Name, Arguments.Take());
    }
}
