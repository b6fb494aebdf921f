using System.Collections.Immutable;

namespace Parley.Models;

/// <summary>The request parameters that one model refused, by their names in JSON. They are left out from then on; the fields among them for an hour.</summary>
public sealed class RefusedParameters
{
    private static readonly string[] KnobNames = ["temperature", "top_p", "frequency_penalty", "max_tokens"];

    // The server may be another by then, or have meant that one request.
    private static readonly TimeSpan Believed = TimeSpan.FromHours(1);

    private ImmutableHashSet<string> _names = [];
    private ImmutableDictionary<ModelFields, DateTimeOffset> _fields = ImmutableDictionary<ModelFields, DateTimeOffset>.Empty;

    /// <returns>False when it was known.</returns>
    public bool Add(string name) => ImmutableInterlocked.Update(ref _names, names => names.Add(name));

    /// <summary>What was asked for and is not left out for that: who asks for it is told so.</summary>
    public ModelFields FieldsAt(DateTimeOffset now)
    {
        var refused = ModelFields.None;
        foreach (var (field, at) in Volatile.Read(ref _fields))
        {
            refused |= now - at < Believed ? field : ModelFields.None;
        }

        return refused;
    }

    /// <summary>Learns that a field is not taken, unless the refusal may be of what was asked for beside it.</summary>
    /// <param name="asked">All that the refused request asked for.</param>
    public void Add(ModelFields field, ModelFields asked, DateTimeOffset now)
    {
        if (field == asked)
        {
            ImmutableInterlocked.Update(ref _fields, fields => fields.SetItem(field, now));
        }
    }

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Those of them that are knobs.</summary>
    public IReadOnlyCollection<string> Knobs => _names.IsEmpty ? [] : [.. KnobNames.Where(_names.Contains)];
}
