using System.Collections;
using Parley.Schemas.Values;

namespace Parley.Schemas.Judging;

/// <summary>Which members or items of one value were judged by some keyword; the rest is what <c>unevaluated…</c> is about.</summary>
internal sealed class Marks(Instance value)
{
    private readonly BitArray _judged = new(value.Children.Length);

    public bool this[int child] => _judged[child];

    public void Add(int child) => _judged[child] = true;

    public void AddAll() => _judged.SetAll(true);

    public void Add(Marks other) => _judged.Or(other._judged);
}
