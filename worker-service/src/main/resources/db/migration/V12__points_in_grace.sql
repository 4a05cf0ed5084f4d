-- What an owner's imports have staged is summed up at the end of each staging; of all imports few wait.
CREATE INDEX import_staged ON import (owner_no) WHERE state = 'staged';
