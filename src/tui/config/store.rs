//! Writes what the user made permanent into the configuration, and leaves the rest of it alone.

use std::io::Write;

use toml_edit::{Array, DocumentMut, Item, Table};

use super::{Origin, place, print};
use crate::store::NewFile;
use crate::tui::columns::Column;

/// Writes the columns into the configuration, under the profile that is in use. The file is
/// replaced as a whole or not at all.
///
/// # Errors
/// In words for the user.
pub fn keep_columns(origin: &Origin, columns: &[Column]) -> Result<String, String> {
    let path = origin
        .file
        .as_ref()
        .ok_or("there is no place for a configuration: start decap with --config FILE")?;
    let text = place::read(path, false).map_err(|error| error.to_string())?;
    let new = with_columns(
        &text.unwrap_or_default(),
        origin.profile.as_deref(),
        columns,
    )?;
    // A link stays a link: what it points to is what is replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let write = || -> std::io::Result<()> {
        let folder = NewFile::folder_of(&target);
        std::fs::create_dir_all(folder)?;
        let mut file = NewFile::begin(folder)?;
        file.write_all(new.as_bytes())?;
        file.as_file().sync_all()?;
        file.replace(&target)
    };
    write().map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path.display().to_string())
}

/// The configuration `text` with these columns in it.
fn with_columns(text: &str, profile: Option<&str>, columns: &[Column]) -> Result<String, String> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error| format!("the configuration cannot be read: {error}"))?;
    let mut list: Array = columns.iter().map(print::value).collect();
    for value in list.iter_mut() {
        value.decor_mut().set_prefix("\n    ");
    }
    list.set_trailing_comma(true);
    list.set_trailing("\n");
    let table = match profile {
        None => document.as_table_mut(),
        Some(name) => {
            let profiles = document.entry("profile").or_insert_with(implicit);
            let profiles = profiles.as_table_mut().ok_or("profile is no table")?;
            let table = profiles.entry(name).or_insert_with(toml_edit::table);
            table.as_table_mut().ok_or("the profile is no table")?
        }
    };
    table.insert("columns", toml_edit::value(list));
    Ok(document.to_string())
}

/// A table that is only there for those in it.
fn implicit() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::columns::Shows;

    #[test]
    fn columns_are_written_and_the_rest_stays() {
        let columns = [
            Column::new(Shows::Number),
            Column::new(Shows::Field("ip.ttl")),
        ];
        let text = "# mine\ntheme = \"light\" # for the class\n\n[profile.x]\ntime = \"a\"\n";
        let new = with_columns(text, None, &columns).unwrap();
        assert_eq!(
            new,
            "# mine\ntheme = \"light\" # for the class\ncolumns = [\n    \"number\",\n    \"ip.ttl\",\n]\n\n[profile.x]\ntime = \"a\"\n"
        );
        let new = with_columns(text, Some("x"), &columns).unwrap();
        assert!(new.starts_with(text.trim_end()), "{new}");
        assert!(
            new.ends_with("columns = [\n    \"number\",\n    \"ip.ttl\",\n]\n"),
            "{new}"
        );
        let new = with_columns("", Some("y"), &columns).unwrap();
        assert!(new.starts_with("[profile.y]\ncolumns"), "{new}");
        assert!(with_columns("theme = ", None, &columns).is_err());
    }

    #[test]
    fn the_file_is_made_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let origin = Origin {
            file: Some(folder.path().join("deep/config.toml")),
            profile: None,
        };
        for columns in [Column::usual(), vec![Column::new(Shows::What)]] {
            let place = keep_columns(&origin, &columns).unwrap();
            let loaded = super::super::Settings::load(Some(place.as_ref()), None).unwrap();
            assert_eq!(loaded.columns, columns);
        }
        let nowhere = keep_columns(&Origin::default(), &[]);
        assert!(nowhere.unwrap_err().contains("--config"));
    }
}
