using System.Collections.Immutable;

namespace Parley.Models;

/// <summary>The request parameters that one model refused, by their names in JSON. They are left out from then on.</summary>
public sealed class RefusedParameters
{
    private static readonly string[] KnobNames = ["temperature", "top_p", "frequency_penalty", "max_tokens"];
    private ImmutableHashSet<string> _names = [];
    private int _fields;

    /// <returns>False when it was known.</returns>
    public bool Add(string name) => ImmutableInterlocked.Update(ref _names, names => names.Add(name));

    /// <summary>What was asked for and is not left out for that: who asks for it is told so.</summary>
    public ModelFields Fields => (ModelFields)Volatile.Read(ref _fields);

    public void Add(ModelFields fields) => Interlocked.Or(ref _fields, (int)fields);

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Those of them that are knobs.</summary>
    public IReadOnlyCollection<string> Knobs => _names.IsEmpty ? [] : [.. KnobNames.Where(_names.Contains)];
}
