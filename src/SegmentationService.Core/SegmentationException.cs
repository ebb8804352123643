namespace SegmentationService.Core;

/// <summary>What Core refuses, and why. The family is closed: the derived types in this file are all there are.</summary>
public abstract class SegmentationException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A model holds something that a format of exports has no words for: it would answer otherwise there, and is not written.</summary>
/// <param name="message">What it is, and which formats have words for it.</param>
public sealed class InexpressibleModelException(string message) : SegmentationException(message);

/// <summary>What can be wrong with a table of customers. Each value is one stable kind of problem.</summary>
public enum TableDefect
{
    /// <summary>No column of the header, or a key of JSON, has a name.</summary>
    EmptyColumnName,

    /// <summary>Two columns have the same name, or one customer gives a column twice.</summary>
    DuplicateColumn,

    /// <summary>The name of a column has more bytes than allowed.</summary>
    NameTooLong,

    /// <summary>More columns than allowed.</summary>
    TooManyColumns,

    /// <summary>The columns make more features than allowed.</summary>
    TooManyFeatures,

    /// <summary>The segments and features together make a longer model than can be stored.</summary>
    ModelTooLarge,

    /// <summary>More customers than allowed.</summary>
    TooManyCustomers,

    /// <summary>There is a header, or an empty list, and no customer.</summary>
    NoCustomers,

    /// <summary>A column that the caller named is not in the table.</summary>
    UnknownColumn,

    /// <summary>No column holds numbers that segments could be made of.</summary>
    NoNumericColumn,

    /// <summary>Every numeric column has one value only.</summary>
    ConstantColumns,

    /// <summary>A number is infinite, or too large to calculate with.</summary>
    InfiniteNumber,

    /// <summary>A number is written in a notation that is not read where it stands, such as with a decimal comma.</summary>
    NumberNotation,

    /// <summary>A column was to be encoded that holds no text, or too many different ones.</summary>
    ColumnNotEncodable,

    /// <summary>Fewer distinct customers than segments asked for.</summary>
    TooFewDistinctCustomers,

    /// <summary>A log of orders lacks a column that it needs, or its columns have no names.</summary>
    MissingOrderColumn,

    /// <summary>The dates of a log do not tell whether the day or the month stands first.</summary>
    AmbiguousDates,

    /// <summary>No date of a log can be read.</summary>
    UnreadableDates,

    /// <summary>A number of a log is written in a way that could be read as another number.</summary>
    UnreadableNumber,

    /// <summary>A log has more purchases than allowed.</summary>
    TooManyOrders,

    /// <summary>No line of a log is left once those are left out that cannot count.</summary>
    NoOrders,

    /// <summary>A column is not there that a model reads.</summary>
    MissingColumn,

    /// <summary>Customers have no id, where they are found again by it.</summary>
    MissingId,

    /// <summary>A customer is there twice, where customers are found again by their id.</summary>
    DuplicateCustomer,

    /// <summary>Two tables have no customer in common.</summary>
    NoCommonCustomer,
}

/// <summary>The table cannot be read as customers, or its customers cannot be segmented.</summary>
/// <param name="defect">The kind of problem.</param>
/// <param name="message">What is wrong, where, and what is allowed.</param>
public sealed class InvalidTableException(TableDefect defect, string message) : SegmentationException(message)
{
    /// <summary>The kind of problem.</summary>
    public TableDefect Defect { get; } = defect;

    /// <summary>The column it was found in, or null.</summary>
    public string? Column { get; init; }

    /// <summary>The 1-based line of the text (or item of the list) it was found in, or null.</summary>
    public long? Line { get; init; }
}

/// <summary>An option has a value outside its range.</summary>
/// <param name="name">The option as the caller knows it, such as <c>clusters</c>.</param>
/// <param name="message">The value, and what is allowed.</param>
public sealed class InvalidOptionsException(string name, string message) : SegmentationException(message)
{
    /// <summary>The option as the caller knows it.</summary>
    public string Name { get; } = name;
}

/// <summary>A customer cannot be matched with the model's features: none of them is given, or one is not a number.</summary>
/// <param name="message">What is wrong and what the model expects.</param>
public sealed class ModelMismatchException(string message) : SegmentationException(message)
{
    /// <summary>The field that is at fault, or null when none of the model's fields is there.</summary>
    public string? Field { get; init; }
}

/// <summary>A new model cannot take ids and names from the model that was named as its parent: they have other features.</summary>
/// <param name="message">Which they are, and what is allowed.</param>
public sealed class ParentMismatchException(string message) : SegmentationException(message)
{
    /// <summary>The features that only the parent has.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>The features that only the new model has.</summary>
    public required IReadOnlyList<string> Added { get; init; }
}

/// <summary>There is no room for what work is about to hold: it alone asks for more than any may, or others hold the rest now.</summary>
/// <param name="budget">What there is.</param>
/// <param name="asked">What the work would hold, in bytes.</param>
public sealed class MemoryLimitException(MemoryBudget budget, long asked) : SegmentationException(Words(budget, asked))
{
    /// <summary>What the work would hold, in bytes: at least, since more may have followed.</summary>
    public long Asked { get; } = asked;

    /// <summary>The most that one piece of work may hold, in bytes.</summary>
    public long MostOfOne { get; } = budget.MostOfOne;

    /// <summary>Whether it would fit if others held nothing.</summary>
    public bool IsBusy => Asked <= MostOfOne;

    private static string Words(MemoryBudget budget, long asked) => asked > budget.MostOfOne
        ? $"This needs at least {ByteWords.InMebibytes(asked)} of {budget.Resource}; one request may hold {ByteWords.InMebibytes(budget.MostOfOne)}. Send less at once, or have {budget.Setting} raised."
        : $"This needs at least {ByteWords.InMebibytes(asked)} of {budget.Resource}, and of the {ByteWords.InMebibytes(budget.Bytes)} that there are other requests hold the rest now; try again later, or have {budget.Setting} raised.";
}

/// <summary>A stored model cannot be read: damaged, incomplete, or of a format that this version does not know.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="cause">The failure that showed it, if any.</param>
public sealed class CorruptModelException(string message, Exception? cause = null) : SegmentationException(message, cause);

/// <summary>The replicas of a cluster have no room for all parts of a dataset; none was opened.</summary>
/// <param name="replicas">How many replicas there are.</param>
/// <param name="needed">How many would be enough, with as much room as the one that has least now, or when other work has ended; null where one part is too much for it.</param>
/// <param name="parts">How many parts there are.</param>
/// <param name="bytesOfPart">What a part takes, in bytes.</param>
/// <param name="least">The bytes that are free on the replica that has least.</param>
/// <param name="leastWhole">The bytes that the one with least has when other work has ended.</param>
public sealed class ReplicasTooFewException(int replicas, long? needed, int parts, long bytesOfPart, long least, long leastWhole)
    : SegmentationException(Words(replicas, needed, parts, bytesOfPart, least, leastWhole))
{
    /// <summary>How many replicas there are.</summary>
    public int Replicas { get; } = replicas;

    /// <summary>How many would be enough; null where one part is too much for a replica like these.</summary>
    public long? Needed { get; } = needed;

    private static string Words(int replicas, long? needed, int parts, long bytesOfPart, long least, long leastWhole)
    {
        var there = $"The points of the training are {parts} parts of {ByteWords.InMebibytes(bytesOfPart)}, for which the memory of {replicas} replica{(replicas == 1 ? "" : "s")} is too little: the one with least has {ByteWords.InMebibytes(least)} free of {ByteWords.InMebibytes(leastWhole)}. ";
        return there + (needed is null ? "One part is too much for it: smaller parts (Training:CustomersOfPart), or more memory (Memory:BudgetBytes), are needed."
            : needed <= replicas ? "They are enough when other work has ended."
            : $"{needed} replicas like it would be enough, or more memory for each (Memory:BudgetBytes).");
    }
}

/// <summary>A part of a dataset cannot be had where it was asked for, or does not answer what it was asked.</summary>
/// <param name="replica">The replica that says so.</param>
/// <param name="message">Why.</param>
public sealed class PartFailedException(string replica, string message) : SegmentationException(message)
{
    /// <summary>The replica that says so.</summary>
    public string Replica { get; } = replica;
}
