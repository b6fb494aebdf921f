using System.Reflection;

namespace Parley.Host.Composition;

/// <summary>The program's own name and number.</summary>
internal static class Product
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
