namespace SegmentationService.Core;

/// <summary>The names by which the members of an enum are known outside of the program, each written down: who renames a member changes neither files nor answers.</summary>
public sealed class EnumNames<T>
    where T : struct, Enum
{
    private readonly (T Value, string Name)[] _names;

    /// <param name="names">A name for every member.</param>
    /// <exception cref="ArgumentException">A member has no name, or more than one, or two have the same.</exception>
    public EnumNames(params (T Value, string Name)[] names)
    {
        _names = names;
        All = Array.ConvertAll(names, name => name.Name);
        if (!names.Select(name => name.Value).Order().SequenceEqual(Enum.GetValues<T>().Order()) || All.Distinct(StringComparer.Ordinal).Count() != All.Count)
            throw new ArgumentException($"Not every member of {typeof(T).Name} has one name of its own.", nameof(names));
    }

    /// <summary>All names, in their order.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>The name of a member.</summary>
    public string this[T value] => _names[Array.FindIndex(_names, name => EqualityComparer<T>.Default.Equals(name.Value, value))].Name;

    /// <summary>Finds the member of a name.</summary>
    /// <param name="name">Any text; capital letters count.</param>
    /// <param name="value">The member.</param>
    public bool TryParse(string? name, out T value)
    {
        var index = Array.FindIndex(_names, known => known.Name == name);
        value = index < 0 ? default : _names[index].Value;
        return index >= 0;
    }
}
