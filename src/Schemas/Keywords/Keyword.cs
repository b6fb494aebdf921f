using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary>One demand of a schema.</summary>
internal abstract class Keyword
{
    /// <summary>Subschemas that judge the same value as this one does, and not a part of it.</summary>
    public virtual IEnumerable<SchemaNode> InPlace => [];

    /// <summary>Whether it looks at what all the others of its schema have judged.</summary>
    public virtual bool IsLast => false;

    /// <returns>Whether the value meets the demand. Where the frame has a report, it says what is wrong.</returns>
    public abstract bool Check(Instance value, in Frame frame);
}
