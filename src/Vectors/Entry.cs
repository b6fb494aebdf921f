using System.Runtime.InteropServices;

namespace Parley.Vectors;

/// <summary>What an index knows of a vector beside its numbers; written to files as it lies in memory.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct Entry
{
    public const int Removed = -1;

    public long Key;

    /// <summary>The label, or <see cref="Removed"/>.</summary>
    public int Label;

    /// <summary>Where its lists on upper layers begin, in lists; 0 when it stands on the lowest layer alone.</summary>
    public int Upper;
}
