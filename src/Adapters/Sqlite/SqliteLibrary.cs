using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parley.Sqlite;

/// <summary>Chooses the native library before SQLite is called: the system's where it is newer than the bundled one.</summary>
internal static class SqliteLibrary
{
    private const string SystemLibrary = "libsqlite3.so.0";
    private const int BundledVersion = 3_035_005;

    [ModuleInitializer]
    internal static void Choose()
    {
        if (OperatingSystem.IsLinux() && FindNewer() is { } newer)
        {
            UseInstead(newer);
        }
    }

    private static nint? FindNewer()
    {
        if (!NativeLibrary.TryLoad(SystemLibrary, out var library))
        {
            return null;
        }

        if (NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var version)
            && Marshal.GetDelegateForFunctionPointer<VersionNumber>(version)() > BundledVersion)
        {
            return library;
        }

        NativeLibrary.Free(library);
        return null;
    }

    // Apart, so that the provider's assembly is loaded only when it is asked for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseInstead(nint library) =>
        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
            (string name, Assembly _, DllImportSearchPath? _) => name == "e_sqlite3" ? library : nint.Zero);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
